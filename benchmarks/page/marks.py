"""Pages of which a part is written by a program, between two marks."""


def between_marks(page: str, begin: str, end: str, text: str) -> str:
    """The page with this text between its marks.

    Raises:
        ValueError: the marks are not there.
    """
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"the page lacks {begin} and {end}")
    return f"{before}{begin}\n{text}\n{end}{after}"
