"""Prints the figures of the house: how large files, folders and functions are, and how the words look.

Standard library only.


    python scripts/house.py           # a table
    python scripts/house.py --json    # one JSON object

Counts hand-written Python of the product: what git tracks outside of tests, generated code and migrations. Exits 1
when a limit that `docs/patterns.md` promises is broken, and names the file.
"""

import ast
import json
import re
import shutil
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("cameo_service", "cameo_client", "consent", "liveness", "evaluation")
GENERATED = ("cameo_client/pb/", "cameo_client/services/", "cameo_service/storage/migrations/")
LONGEST_FILE = 300
"""Lines."""
LONGEST_FUNCTION = 50
"""Lines."""
MOST_MODULES = 25
"""Modules in one folder, `__init__` apart."""
DIALECT = re.compile(r"\b(?:some|no|any|every)body\b|\bwho(?:m|ever|mever)\b", re.IGNORECASE)
"""Words that hide the actor: name the role instead."""
QUERY = re.compile(r"^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|WITH)\b", re.IGNORECASE)
QUERY_HOMES = {"cameo_service/storage/hot_statements.py", "cameo_service/storage/postgresql/hot_statements.py"}
"""One file for each database may hold a query as text; all others are compiled from the tables."""
ENGINE = re.compile(r"^\s*(?:PRAGMA|BEGIN|COMMIT|ROLLBACK)\b", re.IGNORECASE)
"""Statements that set an engine up and bound its transactions. They name no table: no query, and nothing to compile."""
ENGINE_HOMES = ("cameo_service/storage/engines/", "cameo_service/storage/postgresql/hot_statements.py")


@dataclass(frozen=True, slots=True)
class House:
    """What is counted. Lines are physical lines; shares are per 1,000 lines."""

    files: int
    lines: int
    file_median: int
    file_p95: int
    file_max: int
    function_median: int
    function_p95: int
    function_max: int
    lines_in_functions_percent: int
    largest_folder: str
    largest_folder_modules: int
    dialect_words_per_1000_lines: float
    comments_per_1000_lines: float
    sql_texts_in_storage: int
    files_by_room: dict[str, int]


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed file; `name` is its path from the root."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """Physical lines."""
        return self.text.count("\n")

    def functions(self) -> Iterable[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, inner ones too."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def sources() -> list[Source]:
    """The product's hand-written Python files that git tracks."""
    command = [shutil.which("git") or "git", "ls-files", "*.py"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - fixed words
    names = [
        name
        for name in listed.stdout.split()
        if name.split("/")[0] in PRODUCT and not name.startswith(GENERATED) and (ROOT / name).is_file()
    ]
    texts = ((name, (ROOT / name).read_text(encoding="utf-8")) for name in names)
    return [Source(name, text, ast.parse(text)) for name, text in texts]


def measured(found: list[Source]) -> House:
    """The figures of these files."""
    sizes = [source.lines for source in found]
    functions = [_length(node) for source in found for node in source.functions()]
    folders = _modules_by_folder(found)
    (largest, most), lines = folders.most_common(1)[0], sum(sizes)
    return House(
        files=len(found),
        lines=lines,
        file_median=round(statistics.median(sizes)),
        file_p95=_percentile(sizes, 95),
        file_max=max(sizes),
        function_median=round(statistics.median(functions)),
        function_p95=_percentile(functions, 95),
        function_max=max(functions),
        lines_in_functions_percent=round(100 * sum(functions) / lines),
        largest_folder=largest,
        largest_folder_modules=most,
        dialect_words_per_1000_lines=_share(sum(len(DIALECT.findall(source.text)) for source in found), lines),
        comments_per_1000_lines=_share(sum(map(_comments, found)), lines),
        sql_texts_in_storage=sum(map(_sql_texts, found)),
        files_by_room=dict(sorted(Counter(source.name.split("/")[0] for source in found).items())),
    )


def broken_limits(found: list[Source]) -> list[str]:
    """One line for each file, function or folder past its limit."""
    long_files = [f"{source.name}: {source.lines} lines" for source in found if source.lines > LONGEST_FILE]
    long_functions = [
        f"{source.name}:{node.lineno} {node.name}: {_length(node)} lines"
        for source in found
        for node in source.functions()
        if _length(node) > LONGEST_FUNCTION
    ]
    full = [f"{name}: {most} modules" for name, most in _modules_by_folder(found).items() if most > MOST_MODULES]
    return long_files + long_functions + full


def _modules_by_folder(found: list[Source]) -> Counter[str]:
    return Counter(str(Path(source.name).parent) for source in found if not source.name.endswith("__init__.py"))


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; the docstring does not count."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or node.lineno) - body[0].lineno + 1 if body else 0


def _comments(source: Source) -> int:
    return sum(line.lstrip().startswith("#") for line in source.text.splitlines())


def _sql_texts(source: Source) -> int:
    """Texts of SQL that stand outside of the one place for their kind."""
    if not source.name.startswith("cameo_service/storage/"):
        return 0
    constants = (node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant))
    texts = [text for text in constants if isinstance(text, str) and " " in text]
    queries = 0 if source.name in QUERY_HOMES else sum(QUERY.match(text) is not None for text in texts)
    of_engines = 0 if source.name.startswith(ENGINE_HOMES) else sum(ENGINE.match(text) is not None for text in texts)
    return queries + of_engines


def _percentile(values: list[int], percent: int) -> int:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def _share(count: int, lines: int) -> float:
    return round(1000 * count / lines, 2)


def main(arguments: list[str]) -> int:
    """Prints the figures; 1 when a limit is broken."""
    found = sources()
    house, broken = asdict(measured(found)), broken_limits(found)
    if "--json" in arguments:
        sys.stdout.write(json.dumps({**house, "broken_limits": broken}) + "\n")
    else:
        for name, value in house.items():
            sys.stdout.write(f"{name.replace('_', ' '):34}{value}\n")
        for line in broken:
            sys.stdout.write(f"past its limit: {line}\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
