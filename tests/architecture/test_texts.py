"""Every sentence for people exists, is translated, and keeps its placeholders."""

import ast
import importlib
import pkgutil
import re
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import ntand
from ntand import errors
from ntand.errors import NtandError
from tests.architecture.source import ROOT, calls, modules

CATALOGUE = ROOT / "resources" / "locale" / "sv" / "LC_MESSAGES" / "ntand.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"\{[^{}]*\}|%[sd]")


@pytest.fixture(scope="module")
def swedish() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="sv")


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_sentence_in_the_code_is_in_the_swedish_catalogue(swedish: Catalog) -> None:
    known = {singular(message) for message in entries(swedish)}
    said = {
        forms(found[1])[0]
        for name in modules()
        for found in extract_from_file("python", ROOT / name, keywords=KEYWORDS)
    }
    assert sorted(said - known) == [], "run: python3 dev.py texts"


def test_every_sentence_is_translated_and_none_is_a_guess(swedish: Catalog) -> None:
    untranslated = [
        singular(message)
        for message in entries(swedish)
        if message.fuzzy or not all(forms(message.string or ""))
    ]
    assert untranslated == []


def test_a_translation_fills_the_same_placeholders(swedish: Catalog) -> None:
    for message in entries(swedish):
        allowed = [sorted(PLACEHOLDER.findall(form)) for form in forms(message.id)]
        for form in forms(message.string or ""):
            assert sorted(PLACEHOLDER.findall(form)) in allowed, singular(message)


def test_the_catalogue_survives_compilation(swedish: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, swedish)
    compiled.seek(0)
    translations = {singular(message): message.string for message in entries(read_mo(compiled))}
    assert translations.keys() == {singular(message) for message in entries(swedish)}


def test_sentences_are_looked_up_by_literals_alone() -> None:
    computed = [
        f"{name}:{call.lineno}"
        for name in modules()
        if name != "ntand/i18n.py"
        for called, call in calls(name)
        if called == "_" and not (call.args and isinstance(call.args[0], ast.Constant))
    ]
    assert computed == []


def error_classes() -> dict[str, type[NtandError]]:
    return {
        name: cls
        for name, cls in vars(errors).items()
        if isinstance(cls, type) and issubclass(cls, NtandError)
    }


def raised_codes() -> dict[str, str]:
    """Every code given to an error in the code, and where; the tree's own codes too."""
    classes = error_classes()
    codes = {cls.default_code: f"errors.{name}" for name, cls in classes.items()}
    for name in modules():
        for called, call in calls(name):
            if called in classes and call.args and isinstance(call.args[0], ast.Constant):
                codes[str(call.args[0].value)] = f"{name}:{call.lineno}"
    return codes


def all_sentences() -> dict[str, tuple[str, str]]:
    package = importlib.import_module("ntand.sentences")
    found: dict[str, tuple[str, str]] = {}
    for module in pkgutil.iter_modules(package.__path__, "ntand.sentences."):
        # The words of rows, rules and the like are no errors: such a module has no sentences.
        said = getattr(importlib.import_module(module.name), "sentences", dict)
        area: dict[str, tuple[str, str]] = said()
        assert found.keys().isdisjoint(area), f"{module.name} repeats a code"
        found |= area
    return found


def test_every_error_code_has_a_sentence() -> None:
    sentences = all_sentences()
    missing = {code: where for code, where in raised_codes().items() if code not in sentences}
    assert missing == {}


def test_every_sentence_says_what_happened_and_what_to_do() -> None:
    assert [code for code, parts in all_sentences().items() if not all(parts)] == []


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", ntand.__version__)
