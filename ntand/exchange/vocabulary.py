"""The words that may stand in what is kept for the support: they name, and tell of nobody."""

_ENVELOPE = (
    *("access_token", "token_type", "expires_in", "scope", "error", "error_description"),
    *("status", "version", "now", "certificate", "results", "items", "changes", "cursor", "more"),
    *("key", "kind", "op", "event", "seq", "at", "id", "etag", "data", "problem", "reason"),
    *("type", "title", "code", "field", "detail", "instance", "municipality"),
)
_COLUMNS = (
    *("adress", "ansvarig", "ar", "avliden", "avslutat", "avslutsorsak", "avvikelse", "datum"),
    *("deltagare", "efternamn", "enhet_kod", "epost", "erbjuden", "ersatter", "ersatts_av"),
    *("fornamn", "fran", "galler_till", "grund", "informerad", "intyg_id", "kod", "kriterier"),
    *("leverantor", "makulerat", "meddelande_id", "munvardskort", "namn", "oppnad", "orsak_nej"),
    *("personal", "personnummer", "platser", "postnummer", "postort", "rubrik", "skickat"),
    *("stangd", "svar", "svar_datum", "svar_kanal", "svarat_av", "telefon", "text", "tidigare"),
    *("till", "till_kommun", "timmar", "typ", "underlag", "ursprung", "utbildning_id", "utfardad"),
    *("utfardare", "utflyttad", "utford", "utforare"),
)
NAMES = frozenset((*_ENVELOPE, *_COLUMNS))
"""The members and columns of the agreement."""

MEDIA_TYPES = frozenset(
    (
        *("", "application/json", "application/problem+json", "application/octet-stream"),
        *("application/xml", "text/html", "text/plain", "text/xml"),
    )
)

HTML_TAGS = frozenset(
    (
        *("a", "article", "b", "body", "br", "button", "center", "div", "footer", "form", "frame"),
        *("frameset", "h1", "h2", "h3", "head", "header", "hr", "html", "i", "iframe", "img"),
        *("input", "label", "li", "link", "main", "meta", "nav", "noscript", "ol", "option", "p"),
        *("pre", "script", "section", "select", "span", "strong", "style", "svg", "table", "tbody"),
        *("td", "textarea", "th", "title", "tr", "ul"),
    )
)
