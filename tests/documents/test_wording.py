import shutil
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from ntand.documents import render_letters
from ntand.documents.letters import LetterTexts
from ntand.documents.offers import OfferTexts
from ntand.documents.protected import ProtectedTexts
from ntand.documents.stationery import CommonTexts
from ntand.documents.unit_lists import SHARES, UnitListTexts
from ntand.documents.wording import Wording, labels, wording
from ntand.domain.codes import (
    Answer,
    AnsweredBy,
    Basis,
    ContactRole,
    EndReason,
    Ground,
    Protection,
)
from ntand.errors import BadFile
from ntand.resources import resource_path
from ntand.sentences.documents import sentences
from tests.documents.samples import letter, pdf

# Labels that are no code values: a form that nobody may post yet has no basis to name.
BESIDES = {"basis": {"saknas"}}
KINDS = (LetterTexts, OfferTexts, ProtectedTexts, CommonTexts, UnitListTexts)


@pytest.fixture
def papers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the papers' texts that the program reads instead of its own."""
    folder = tmp_path / "papers"
    shutil.copytree(resource_path("papers"), folder)
    monkeypatch.setattr("ntand.documents.wording.resource_path", tmp_path.joinpath)
    forget()
    yield folder
    forget()


def forget() -> None:
    wording.cache_clear()
    labels.cache_clear()


@pytest.mark.parametrize("kind", KINDS)
def test_every_paper_has_its_texts(kind: Callable[..., Wording]) -> None:
    assert wording(kind)


def test_the_list_has_a_heading_for_each_column() -> None:
    assert len(wording(UnitListTexts).columns) == len(SHARES)


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("ground", Ground),
        ("basis", Basis),
        ("end_reason", EndReason),
        ("answer", Answer),
        ("answered_by", AnsweredBy),
        ("answerer", AnsweredBy),
        ("contact_role", ContactRole),
        ("protection", Protection),
    ],
)
def test_every_code_value_has_a_label(table: str, codes: type[StrEnum]) -> None:
    values = {code.value for code in codes if code.value}
    assert set(labels()[table]) == values | BESIDES.get(table, set())


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('title = "Du har fått', 'titel = "Du har fått', "titel"),
        ('intro = "', "intro = 7 # ", "intro"),
        ('intro = "{municipality}', 'intro = "{name}', "intro"),
        ('intro = "{municipality}', 'intro = "{municipality.__class__}', "intro"),
        ('intro = "{municipality}', 'intro = "{', "intro"),
        ('number = "Intygets nummer"', 'number = " "', "number"),
        ("gives = [", 'gives = "x" #', "-"),
        ('title = "Du har', "title = Du har", "-"),
    ],
)
def test_a_broken_text_file_is_refused_with_its_key(
    papers: Path, old: str, new: str, key: str
) -> None:
    file = papers / "letter.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        pdf(render_letters, [letter()])
    assert caught.value.code == "papers.invalid"
    assert caught.value.facts == {"name": "letter.toml", "key": key}


def test_a_broken_label_is_refused_with_its_key(papers: Path) -> None:
    file = papers / "labels.toml"
    file.write_text('[month]\n1 = ""\n', encoding="utf-8")
    with pytest.raises(BadFile) as caught:
        labels()
    assert caught.value.facts == {"name": "labels.toml", "key": "month.1"}


def test_every_fault_of_the_papers_has_its_sentences() -> None:
    codes = ("empty", "gone", "invalid", "not_written", "printer", "protected")
    assert sorted(sentences()) == [f"papers.{code}" for code in codes]
