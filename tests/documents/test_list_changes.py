from io import BytesIO

from pypdf import PdfReader

from ntand.documents import ListChangesView, ListLeaver, render_list_changes
from tests.documents.samples import CONTACT, SENDER, TODAY, pages, pdf, row


def changes(**more: object) -> ListChangesView:
    values: dict[str, object] = {
        **SENDER,
        "year": 2027,
        "printed_on": TODAY,
        "told_on": None,
        "unit_name": "Brunnsgården",
        "unit_code": "B1",
        "unit_address": ("Brunnsgatan 3",),
        "responsible": "Eva Holm",
        "unit_phone": "0322-617010",
        "left": (ListLeaver("Alm, Åsa", "1940-01-01", "moved"),),
        "joined": (row(),),
        "contact": CONTACT,
    }
    return ListChangesView(**(values | more))  # type: ignore[arg-type]


def test_who_leaves_stands_before_who_joins_with_all_that_the_visit_needs() -> None:
    (page,) = pages(pdf(render_list_changes, changes()))
    order = ["Utgår", "Alm, Åsa", "har flyttat från kommunen", "Tillkommer", "Åsa Öst", "Rum 12"]
    places = [page.index(word) for word in order]
    assert places == sorted(places)
    for word in ("PROV – inga riktiga personer", "2 ändringar", "1 mars 2027", "B1", "Per Ek"):
        assert word in page
    assert "Utförd" not in page


def test_one_change_and_a_sheet_before() -> None:
    (page,) = pages(pdf(render_list_changes, changes(left=(), told_on=TODAY)))
    assert "1 ändring\n" in page
    assert "kompletterar" in page


def test_many_changes_go_on_with_the_header_repeated() -> None:
    content = pdf(render_list_changes, changes(joined=(row(),) * 60))
    shown = pages(content)
    assert len(shown) > 2
    assert all("Varför eller" in page for page in shown)
    assert content == pdf(render_list_changes, changes(joined=(row(),) * 60))
    assert PdfReader(BytesIO(content)).metadata == {"/Title": "Ändringar sedan utskriften"}
