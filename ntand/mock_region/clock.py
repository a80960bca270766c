"""The region's day."""

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo


def today() -> date:
    """Stockholm's date, or the one ``NTAND_TODAY`` gives for tests and practice."""
    given = os.environ.get("NTAND_TODAY")
    return date.fromisoformat(given) if given else datetime.now(ZoneInfo("Europe/Stockholm")).date()
