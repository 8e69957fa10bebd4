"""Functions of at most 40 lines, files of at most 400, views of at most 25: counted, not hoped for."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "netralitas", "rehearsal", "transparency", "sanctions", "reports", "procedures", "guidance", "regions", "services",
)  # fmt: skip
LONGEST_FUNCTION, LONGEST_VIEW, LONGEST_FILE, MOST_ARGUMENTS = 40, 25, 400, 5


def sources() -> Iterator[Path]:
    """The code of the portal: no migrations, and no tables of the law, which are as long as the law."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and "workflow" not in path.parts and "routing/rules" not in str(path):
                yield path


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(p.relative_to(ROOT)): n for p in sources() if (n := len(p.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_file_of_tests_is_longer_either() -> None:
    tests = sorted((ROOT / "tests").rglob("*.py"))
    long = {str(p.relative_to(ROOT)): n for p in tests if (n := len(p.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_40_lines_and_no_view_longer_than_25() -> None:
    long = []
    for path in sources():
        limit = LONGEST_VIEW if path.name == "views.py" else LONGEST_FUNCTION
        for function in functions(path):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > limit:
                long.append(f"{path.relative_to(ROOT)}:{function.lineno} {function.name} {length}")
    assert long == []


def test_no_function_takes_more_than_five_positional_arguments() -> None:
    many = []
    for path in sources():
        for function in functions(path):
            names = [argument.arg for argument in [*function.args.posonlyargs, *function.args.args]]
            if len([name for name in names if name not in {"self", "cls"}]) > MOST_ARGUMENTS:
                many.append(f"{path.relative_to(ROOT)}:{function.lineno} {function.name}")
    assert many == []


def test_every_module_says_what_it_owns() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if path.name not in {"__init__.py", "apps.py"} and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
