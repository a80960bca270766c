"""The papers: frozen views in, PDF out. They lay out and decide nothing."""

from ntand.documents.letters import render_letters
from ntand.documents.list_changes import render_list_changes
from ntand.documents.offers import render_offer_forms
from ntand.documents.protected import render_protected_forms
from ntand.documents.unit_lists import render_unit_list
from ntand.documents.views import (
    ContactView,
    LetterView,
    ListChangesView,
    ListLeaver,
    OfferFormView,
    ProtectedCertificate,
    ProtectedFormView,
    ProtectedOffer,
    UnitListRow,
    UnitListView,
)

__all__ = [
    "ContactView",
    "LetterView",
    "ListChangesView",
    "ListLeaver",
    "OfferFormView",
    "ProtectedCertificate",
    "ProtectedFormView",
    "ProtectedOffer",
    "UnitListRow",
    "UnitListView",
    "render_letters",
    "render_list_changes",
    "render_offer_forms",
    "render_protected_forms",
    "render_unit_list",
]
