"""The language people read: source sentences are English, Swedish is complete and the default."""

import gettext
from functools import cache

from ntand.resources import resource_path

LANGUAGES = ("sv", "en")
_chosen = "sv"


def set_language(language: str) -> None:
    """Choose the language of every sentence looked up from now on."""
    global _chosen
    _chosen = language


def language() -> str:
    """The language chosen."""
    return _chosen


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = resource_path("locale")
    return gettext.translation("ntand", folder, [language], fallback=language == "en")


def _(sentence: str) -> str:
    """The sentence in the chosen language."""
    return _catalogue(_chosen).gettext(sentence)


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence for ``n`` things in the chosen language."""
    return _catalogue(_chosen).ngettext(one, many, n)


def marked(sentence: str) -> str:
    """The same for a sentence that is marked with ``N_`` where it stands and looked up here."""
    return _(sentence)
