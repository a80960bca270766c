"""Views for the tests of the papers, and what stands in the PDF made of them."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from ntand.documents import (
    ContactView,
    LetterView,
    OfferFormView,
    ProtectedCertificate,
    ProtectedFormView,
    ProtectedOffer,
    UnitListRow,
    UnitListView,
    render_letters,
    render_offer_forms,
    render_protected_forms,
    render_unit_list,
)

NAMES = (
    "Łukasz Wójcik",
    "Nguyễn Thị Ánh",
    "Đorđe Đorđević",
    "Αλέξης Παπαδόπουλος",
    "Юлія Шевченко",
    "Արամ Հակոբյան",
    "გიორგი ბერიძე",
    "Åsa-Märta Öström",
    "O'Brien (f. <b>Smith</b>) \\n & Co",
)
RIGHT_TO_LEFT = ("عمر الخطيب", "שָׂרָה כֹּהֵן", "پژمان")

TODAY = date(2027, 3, 1)
SENDER = {"municipality": "Alingsås kommun", "practice": True, "today": TODAY}
CONTACT = ContactView("Maria Öberg", "0322-61 60 00", "tandvard@example.se")

Render = Callable[..., int]


def letter(**changes: object) -> LetterView:
    values: dict[str, object] = {
        **SENDER,
        "name": "Åsa Öst",
        "address": ("Storgatan 14 lgh 1102", "441 30 Alingsås"),
        "certificate_number": "1489-7K3M9QX2",
        "valid_from": TODAY,
        "valid_to": date(2028, 2, 29),
        "contact": CONTACT,
    }
    return LetterView(**(values | changes))  # type: ignore[arg-type]


def offer(**changes: object) -> OfferFormView:
    values: dict[str, object] = {
        **SENDER,
        "year": 2027,
        "name": "Åsa Öst",
        "born": "1940-05-13",
        "address": ("Storgatan 14", "441 30 Alingsås"),
        "offer_id": "0190f3a2-7c1e-7d31-9a55-1e2f3a4b5c6d",
        "return_address": ("Alingsås kommun", "441 81 Alingsås"),
        "contact": CONTACT,
        "answer_by": date(2027, 3, 22),
    }
    return OfferFormView(**(values | changes))  # type: ignore[arg-type]


def protected(**changes: object) -> ProtectedFormView:
    certificate = ProtectedCertificate(
        number="1489-7K3M9QX2",
        ground="G1",
        criteria="VGR-N 2027",
        valid_from=TODAY,
        valid_to=None,
        issued_on=TODAY,
        issuer="Karin Ek",
        basis="samtycke",
    )
    values: dict[str, object] = {
        **SENDER,
        "name": "Åsa Öst",
        "id_number": "19400513-9804",
        "protection": "skyddad folkbokforing",
        "certificates": (certificate,),
        "offers": (ProtectedOffer(year=2027, offered_on=TODAY, answer="ja"),),
        "region_address": ("Tandvårdssamordning", "405 44 Göteborg"),
        "return_address": ("Alingsås kommun", "441 81 Alingsås"),
        "contact": CONTACT,
    }
    return ProtectedFormView(**(values | changes))  # type: ignore[arg-type]


def row(**changes: str) -> UnitListRow:
    values = {
        "name": "Åsa Öst",
        "born": "1940-05-13",
        "place": "Rum 12",
        "phone": "070-1740605",
        "language": "finska",
        "contact_name": "Per Ek",
        "contact_role": "god_man",
        "contact_phone": "0322-123456",
        "prepare": "Tolk",
    }
    return UnitListRow(**(values | changes))


def unit_list(*rows: UnitListRow, **changes: object) -> UnitListView:
    values: dict[str, object] = {
        **SENDER,
        "year": 2027,
        "on": date(2027, 4, 2),
        "unit_name": "Brunnsgården",
        "unit_code": "B1",
        "unit_address": ("Brunnsgatan 3", "441 33 Alingsås"),
        "responsible": "Eva Holm",
        "unit_phone": "0322-617010",
        "rows": rows,
        "contact": CONTACT,
    }
    return UnitListView(**(values | changes))  # type: ignore[arg-type]


PAPERS: dict[str, tuple[Render, object]] = {
    "letter": (render_letters, [letter(), letter(is_copy=True)]),
    "offer": (render_offer_forms, [offer()]),
    "protected": (render_protected_forms, [protected()]),
    "unit_list": (render_unit_list, unit_list(*[row()] * 30)),
}


def pdf(render: Render, views: object) -> bytes:
    out = BytesIO()
    render(views, out)
    return out.getvalue()


def pages(content: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def squeezed(texts: str | Sequence[str]) -> str:
    """Text without white space and in plain letters, so that wrapping does not matter."""
    return "".join(unicodedata.normalize("NFKC", "".join(texts)).split())
