"""A desk with persons to print papers for, and what differs from what was printed."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from ntand.services.actor import Actor
from ntand.services.installation import Installation
from ntand.services.papers import changes_since_print, print_lists
from ntand.services.papers.changes import ChangesSincePrint
from tests.installations import SOMEONE, SOMEONE_ELSE, Desk, certificate, decision, number
from tests.installations import offer as offer_row

THIRD = number("19400103")


def holder(desk: Desk, person: str = SOMEONE, **cells: str) -> None:
    """Someone with an imported certificate who said yes."""
    row = {"beslut_id": f"B-{person}", "personnummer": person, **cells}
    assert not desk.load("insatser", decision(**row)).rejected
    desk.load("intyg", certificate(intyg_id=f"1489-{person[:8]}", personnummer=person))
    desk.load("erbjudanden", offer_row(personnummer=person, ar="2026", svar="ja"))


def changed(desk: Desk, person: str, **cells: str) -> None:
    desk.load("insatser", decision(beslut_id=f"B-{person}", personnummer=person, **cells))


def how(desk: Desk) -> tuple[Installation, Actor]:
    return desk.installation, desk.actor


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    return "\n".join(pages(pdf))


@pytest.fixture
def printed(desk: Desk) -> Desk:
    """The list of one unit is printed, with two persons on it."""
    desk.load_units()
    holder(desk, efternamn="Ek")
    holder(desk, SOMEONE_ELSE, efternamn="Alm")
    print_lists(*how(desk), 2026, desk.folder / "lists")
    return desk


def changes(desk: Desk, **options) -> ChangesSincePrint:
    return changes_since_print(*how(desk), 2026, **options)
