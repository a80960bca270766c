"""What the region tells, applied to the store: one module for each kind of thing.

``apply_change`` takes the feed's events one by one. Coming twice, or after a later one, they do
no harm: each object and each fact remembers its place in the feed.
"""

import logging
from collections.abc import Callable

from ntand.errors import NtandError
from ntand.services.acts import Act
from ntand.services.exchange.incoming.notices import message_sent, provider_changed
from ntand.services.exchange.incoming.people import (
    certificate_elsewhere,
    deceased,
    moved,
    number_replaced,
)
from ntand.services.exchange.incoming.reading import Change, Malformed, refuse_unstorable
from ntand.services.exchange.incoming.records import (
    certificate_told,
    offer_told,
    unit_told,
)

__all__ = ["Change", "apply_change"]

_EVENTS: dict[tuple[str, str], Callable[[Act, Change], bool]] = {
    ("offer", "assessment"): offer_told,
    ("offer", "changed"): offer_told,
    ("certificate", "changed"): certificate_told,
    ("certificate", "added"): certificate_told,
    ("unit", "activated"): unit_told,
    ("unit", "refused"): unit_told,
    ("unit", "changed"): unit_told,
    ("person", "deceased"): deceased,
    ("person", "moved"): moved,
    ("person", "number_replaced"): number_replaced,
    ("person", "certificate_elsewhere"): certificate_elsewhere,
    ("provider", "changed"): provider_changed,
    ("message", "sent"): message_sent,
}

log = logging.getLogger(__name__)


def apply_change(act: Act, change: Change) -> bool:
    """Apply one event; False when it is not about anyone or anything known here.

    One that this version does not know changes nothing and stops nothing: the feed goes on. So
    does a known one that cannot be understood; it is counted under ``malformed``, and its shape
    kept for the support.
    """
    apply = _EVENTS.get((change.kind, change.event))
    if apply is None:
        return False
    from ntand.exchange.evidence import keep_row

    try:
        with act.connection.begin_nested():
            refuse_unstorable(change.data, change.reason)
            return apply(act, change)
    except (Malformed, NtandError) as error:
        code = error.code if isinstance(error, NtandError) else "malformed"
        # Both words are known ones here; nothing else of the event may stand in a log.
        log.warning("change not understood: %s/%s: %s", change.kind, change.event, code)
        keep_row(act.installation.home, f"{change.kind}-{change.event}", change.data, code)
        act.count("malformed")
        return False
