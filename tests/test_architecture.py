"""The import ladder of docs/architecture.md, and that importing the package loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from .conftest import ROOT

PACKAGE = ROOT / "translate_pipeline"
LADDER = [
    {"errors", "model", "meter", "__init__"},
    {"locales", "scripts", "names", "codes", "fuse", "wide", "clauses", "shadow", "shapes", "words", "files", "layouts"},
    {"concepts", "glossary", "furniture", "furniture_forms", "figures", "korean", "japanese", "english"},
    {"settings", "glossary_check", "store", "lock", "changes"},
    {"memory"},
    {"formats", "engines"},
    {"checks"},
    {"read", "segment", "detect", "protect", "restore", "translate", "typeset", "check", "write"},
    {"recall", "labels"},
    {"plan", "grades", "mend"},
    {"repair"},
    {"pipeline"},
    {"jobs", "bundle_posts", "recheck", "review", "sources", "recompose", "imprint", "publish_settings", "edits"},
    {"remember", "news"},
    {"batch", "review_files"},
    {"evaluate", "coverage", "suggest", "schedule", "metrics", "bundle", "publish", "status"},
    {"tally", "bundle_check", "learn"},
    {"evaluate_terms"},
    {"web"},
    {"commands"},
]
STAGES = {"typeset": {"restore", "protect"}, "protect": {"detect"}, "translate": {"restore"}}
"""Stages that build on another: the inverse on what it undoes, the ladder on the marks."""
SAME_RUNG = {
    "files": {"locales"},
    "wide": {"locales", "scripts", "codes"},
    "names": {"locales"},
    "glossary": {"concepts"},
    "furniture": {"furniture_forms"},
    "scripts": {"locales"},
    **STAGES,
}
RUNG = {name: number for number, names in enumerate(LADDER) for name in names}


def top(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """Names of the package's modules that a file imports, those for type checking only left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in skipped or not isinstance(node, ast.ImportFrom | ast.Import):
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif node.module == "translate_pipeline":
            names = [f"translate_pipeline.{alias.name}" for alias in node.names]
        else:
            names = [node.module or ""]
        yield from (name.split(".")[1] for name in names if name.startswith("translate_pipeline."))


FILES = sorted(path for path in PACKAGE.rglob("*.py") if "data" not in path.parts)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_the_ladder(path):
    here = top(path)
    assert here in RUNG, f"{here} has no rung: put it into LADDER and docs/architecture.md"
    for name in imports(path):
        if name in {here, "__version__"}:
            continue
        allowed = RUNG[name] < RUNG[here] or name in SAME_RUNG.get(here, set())
        assert allowed, f"{path.name} imports {name}, which is not below it"


def test_checks_do_not_import_one_another():
    for path in (PACKAGE / "checks").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {module for module in modules if module and module.startswith("translate_pipeline.checks.")}


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("translate_pipeline", {"babel", "ctranslate2", "argostranslate", "typer", "rich", "marko"}),
        ("translate_pipeline.commands", {"babel", "ctranslate2", "argostranslate", "rich", "marko", "sentencepiece"}),
        ("translate_pipeline.pipeline", {"ctranslate2", "argostranslate", "typer", "rich", "sentencepiece", "langdetect"}),
    ],
)
def test_import_does_little(module, heavy):
    code = f"import sys, {module}; print(*sorted(name for name in sys.modules if '.' not in name))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_modules_stay_small():
    long = {str(path.relative_to(PACKAGE)): n for path in FILES if (n := len(path.read_text("utf-8").splitlines())) > 370}
    tables = {"numeral_forms.py"}
    assert not set(long) - tables, f"split by what they are: {long}"
