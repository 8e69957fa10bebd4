"""Habits that imports cannot show: time through its module, no own signals, no low key to a high app."""

import ast
import re

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.architecture.test_sizes import ROOT, sources

# From the lowest to the highest; an app may point at itself and at anything lower.
ORDER = [
    {"regions", "evidence", "vault", "audit"},
    {"notifications"},
    {"accounts", "guidance"},
    {"procedures"},
    {"reports"},
    {"sanctions"},
    {"transparency"},
    {"rehearsal"},
]
RANK = {label: rank for rank, labels in enumerate(ORDER) for label in labels}


def test_no_lower_app_has_a_key_to_a_higher_one() -> None:
    upward = []
    for model in apps.get_models():
        if model._meta.app_label not in RANK:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | ManyToManyField) and field.model is model:
                target = field.related_model._meta.app_label
                if RANK.get(target, -1) > RANK[model._meta.app_label]:
                    upward.append(f"{model.__name__}.{field.name} -> {target}")
    assert upward == []


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"from django\.utils\.timezone import", "case time is called through its module, so that it can travel"),
        (r"(default|=)\s*=?\s*timezone\.now\b(?!\()", "a captured timezone.now cannot travel"),
        (r"\bdatetime\.(now|today)\(\)", "a moment without a zone"),
        (r"django\.dispatch", "no signals of our own"),
        (r"\bget_model\(|\bimport_string\(", "a hidden import"),
        (r"mark_safe|\|\s*safe\b|csrf_exempt", "text goes out escaped, forms come in checked"),
        (r"threading\.local", "no request in a thread"),
        (r"\.raw\(|\.extra\(|RawSQL", "SQL by the ORM"),
    ],
)
def test_habit(pattern: str, why: str) -> None:
    found = []
    for path in sources():
        if path.name == "clock.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(pattern, line) and not line.lstrip().startswith("#"):
                found.append(f"{path.relative_to(ROOT)}:{number} {line.strip()}")
    assert found == [], why


@pytest.mark.parametrize(
    "pattern", [r"\.(inner|outer)HTML\b", r"insertAdjacentHTML|document\.write", r"\beval\(|new Function\("]
)
def test_scripts_set_text_as_text_and_run_none(pattern: str) -> None:
    scripts = sorted((ROOT / "static").rglob("*.js"))
    assert len(scripts) >= 3
    assert [path.name for path in scripts if re.search(pattern, path.read_text(encoding="utf-8"))] == []


def test_no_import_stands_inside_a_function() -> None:
    # Before Django is set up; and what is heavy and seldom wanted, so that a web process stays within its memory.
    allowed = {"netralitas/apps.py", "netralitas/prepare.py", "reports/filing/papers.py"}
    found = []
    for path in sources():
        name = str(path.relative_to(ROOT))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and name not in allowed:
                inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                found += [f"{name}:{node.lineno}" for node in inner]
    assert found == []
