"""Mentions. An accept: a prompt passes, and a handle that surely stands in it behind an @ is not among its mentions."""

from consent.handles import LONGEST_HANDLE, SHORTEST_HANDLE, is_camera_setting, parse_mentions
from tests.fuzz.target import PublicError, as_seed, require, text_of

SEEDS = tuple(
    map(
        as_seed,
        (
            "let @ada dance with @bob_b and @c.d, in `@code`",
            "_@ada_ **@bob** [@eve](https://x.example/@ada) <b>@ida</b>",
            "ada@x.example pkg@1.2 f@2.8 @f2.8 https://x.example/@ada",
            "&#64;ada &commat;bob %40eve \\u0040ida \\x40 \uff20ada \ufe6bbob",
            "\u05d0 \u2067@ada\u2069 \u200f@bob\u200e \u3042@eve\u306e\u738b@ida\u3002",
            "@ad\u0430 @\u00e4da @ada@bob @@eve @_ @__ @a @" + "a" * 31,
        ),
    )
)
_MARKS = frozenset("\u061c\u200e\u200f\u2066\u2067\u2068\u2069")
_HANDLE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_ENDS = frozenset(" \n\t,;:!?)]}>\"'*~|/#`(<{[+=&")
"""What may follow so that a mention is over beyond doubt."""
_KNOWN = "zedfuzz"


def attempt(data: bytes) -> None:
    """One prompt, once as it is and once with a mention behind it."""
    prompt = text_of(data)
    for tried in (prompt, f"{prompt} @{_KNOWN} dances"):
        try:
            found = parse_mentions(tried)
        except PublicError:
            continue
        handles = {mention.handle for mention in found}
        for handle in sure_handles(tried):
            require(holds=handle in handles, otherwise=f"@{handle} is lost")
        for mention in found:
            typed = tried[mention.start : mention.end].lower().replace("\\", "")
            require(holds=typed.endswith(mention.handle), otherwise=f"@{mention.handle} is not where it is said to be")


def sure_handles(prompt: str) -> set[str]:
    """The slow oracle: walks from each @ and keeps what no rule of the contract can read as anything but a mention."""
    sure = set()
    for at, sign in enumerate(prompt):
        if sign == "@":
            handle, after = _behind(prompt, at + 1)
            if after in _ENDS and _is_surely_a_handle(handle):
                sure.add(handle)
    return sure


def _behind(prompt: str, start: int) -> tuple[str, str]:
    """The handle characters from here on, in lower case, and what follows them; the end counts as a blank."""
    while prompt[start : start + 1] in _MARKS:
        start += 1
    end = start
    while prompt[end : end + 1] in _HANDLE:
        end += 1
    return prompt[start:end].lower(), prompt[end : end + 1] or " "


def _is_surely_a_handle(text: str) -> bool:
    """A `_` at an edge may be markup, so those are left out."""
    fits = SHORTEST_HANDLE <= len(text) <= LONGEST_HANDLE and text.strip("_") == text
    return fits and not is_camera_setting(text)
