"""Whatever an import says of a file, it can say in Ukrainian, on a page and in the refused rows."""

import ast
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from app.operations.importing.kinds import KINDS
from app.texts.imports import COLUMN_WORDS
from app.web.uploads.fault_words import FAULT_WORDS
from tests.guardrails.test_names import ROOT

# Whose sentences are about files that people send.
FOLDERS = (
    *("gis/files", "gis/pictures", "app/fence", "app/adapters", "app/jobs"),
    *("app/operations/importing", "app/operations/uploads", "app/operations/territory"),
    *("app/texts", "app/web/uploads"),
)
# What it refuses are mistakes in the program: a drawn polygon that is given out as a table.
NOT_FOR_PAGES = ("app/operations/importing/files/sources.py",)
# Raised with plain words, these would be English on a page.
CARRIERS = {"UnreadableFile": 0, "ImportRefused": 1, "Fault": 3}
# Of a class of faults: the second or third argument is its code.
NAMED = {"Fault": 2, "_Check": 0, "Unusable": 0, "NoDate": 0}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


def translated() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "translations" / "uk" / "LC_MESSAGES").glob("*.po"):
        with path.open("rb") as file:
            found |= {str(each.id) for each in read_po(file) if each.id and each.string}
    return found


def test_every_message_about_a_file_is_translated() -> None:
    known = translated()
    told = {
        (name, str(call.args[0].value))
        for name, tree in modules()
        for function, call in calls(tree)
        if function in {"msg", "FileMessage"} and isinstance(call.args[0], ast.Constant)
    }
    assert len(told) > 200, "the messages are found"
    assert not [f"{name}: {text}" for name, text in sorted(told) if text not in known]


def test_msgids_are_written_out() -> None:
    """A msgid that is put together, or comes from elsewhere, no catalogue can hold."""
    loose = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        for function, call in calls(tree)
        if function == "msg" and not isinstance(call.args[0], ast.Constant)
    ]
    assert not loose


def test_what_is_raised_is_a_message() -> None:
    plain = [
        f"{name}:{call.lineno}: {ast.unparse(call.args[place])}"
        for name, tree in modules()
        if name not in NOT_FOR_PAGES
        for function, call in calls(tree)
        if (place := CARRIERS.get(function, 99)) < len(call.args)
        and isinstance(call.args[place], ast.Constant | ast.JoinedStr)
    ]
    assert not plain


def _codes() -> set[str]:
    told = [
        call.args[NAMED[function]]
        for _name, tree in modules()
        for function, call in calls(tree)
        if function in NAMED and len(call.args) > NAMED[function]
    ]
    told += [
        call.args[0]
        for _name, tree in modules()
        for function, call in calls(tree)
        if function == "fault" and len(call.args) == 2
    ]
    return {str(each.value) for each in told if isinstance(each, ast.Constant)}


def test_every_class_of_faults_has_its_words() -> None:
    codes = _codes()
    assert len(codes) > 25, "the classes are found"
    assert not sorted(codes - FAULT_WORDS.keys())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_column_of_a_file_has_its_words(kind: str) -> None:
    known = translated()
    lacking = [spec.name for spec in KINDS[kind].columns if spec.name not in COLUMN_WORDS]
    # The directory of hromadas is imported on the command line alone.
    assert kind == "hromadas" or not lacking
    assert all(str(words) in known for words in COLUMN_WORDS.values())
