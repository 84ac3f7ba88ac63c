"""Writes docs/authorisation.md: who may call what, and what each wrong caller reads. From the rules that the tests try.

python -m scripts.authorisation_page
"""

from pathlib import Path

from tests.cameo_service.rpc.authorisation.bad_callers import BAD_CALLERS
from tests.cameo_service.rpc.authorisation.rules import LINES, METHODS, OPEN, Needs, Sent, outcome

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "authorisation.md"
HEAD = """# Who may call what

`python -m scripts.authorisation_page` writes this page from `tests/cameo_service/rpc/authorisation/`, where every line
is tried over TLS: each method, as each kind of caller, with each kind of assertion. A method without a line is red, and
so is a line that the service does not keep. What the words mean is in [integrate.md](integrate.md), what to do about
a code in [errors.md](errors.md).

## Methods

*Names*: the field that says whose likeness or record it is. It must be a person of the app's own issuers and, where an
assertion comes, its person, or an owner whom this person stands in for. A caller that a method has no line for reads
`ROLE_NOT_ALLOWED`. No call that a code below refuses writes anything.

| method | caller | assertion | names |
|---|---|---|---|
"""
ROLES = ("app", "studio", "generation", "operator")
NEEDS = {
    Needs.DECISION: "the person's decision for this very call",
    Needs.NONE_OR_DECISION: "none, to take away; the person's decision for this very call, to give",
    Needs.ANY: "one that says who asks",
    Needs.NONE_OR_ANY: "none is needed; one that comes must hold",
    Needs.OWN: "one that says who is at the page",
    Needs.OWN_OR_DECISION: "one that says who is at the page, to take away; the decision for this very call, to give",
    Needs.NONE: "none may come",
}
OUTCOMES = """
## What each assertion comes to

`open`: the use case answers. The line of a method above says which column it has. Where the line names no field, a
call names no person, and the rows about another person's name are as if they had not.

"""
BAD = """
## Bad callers

Each opens nothing and stops no other caller.

| what comes | what it reads | test |
|---|---|---|
"""


def page() -> str:
    """The text of the page."""
    return HEAD + "".join(map(_method, METHODS)) + OUTCOMES + _outcomes() + BAD + "".join(map(_bad, BAD_CALLERS))


def _method(method: str) -> str:
    lines = [
        (role, LINES[method, role]) for role in ("app", "studio", "generation", "operator") if (method, role) in LINES
    ]
    name = method.removeprefix("/cameo.v1.").replace("/", ".")
    return "".join(f"| {name} | {role} | {NEEDS[rule.needs]} | {rule.names or ''} |\n" for role, rule in lines)


def _outcomes() -> str:
    """One column for each kind of line, told by its first method."""
    columns = dict.fromkeys(("app", rule.needs) for (_, role), rule in LINES.items() if role == "app")
    columns |= dict.fromkeys(
        [
            ("studio", Needs.OWN),
            ("studio", Needs.OWN_OR_DECISION),
            ("generation", Needs.NONE_OR_ANY),
            ("generation", Needs.NONE),
            ("operator", Needs.NONE),
        ]
    )
    shown = {
        (role, needs): [outcome(method, role, sent) for sent in Sent]
        for role, needs in columns
        for method in [_example(role, needs)]
    }
    head = " | ".join(f"{role}: {NEEDS[needs]}" for role, needs in shown)
    rows = zip((sent.value for sent in Sent), *shown.values(), strict=True)
    body = "".join(f"| {row[0]} | {' | '.join(map(_code, row[1:]))} |\n" for row in rows)
    return f"| what comes | {head} |\n|{'---|' * (len(shown) + 1)}\n{body}"


def _example(role: str, needs: Needs) -> str:
    """A line that names a person, where one does: it shows more."""
    fitting = [(method, rule) for (method, other), rule in LINES.items() if other == role and rule.needs is needs]
    return next((method for method, rule in fitting if rule.names in {"owner", "subject"}), fitting[0][0])


def _code(code: str) -> str:
    return code if code == OPEN else f"`{code}`"


def _bad(line: tuple[str, str, str]) -> str:
    what, reads, test = line
    return f"| {what} | {reads} | `{test}` |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
