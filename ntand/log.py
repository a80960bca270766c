"""The log of one home: one rotating file of JSON lines that never holds personal data.

Written with the standard library, since structlog would add some 190 ms to every start.
"""

import json
import logging
import logging.handlers
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

FILE_NAME = "ntand.log"
_FOLDER = "logs"
_BYTES = 2_000_000
_FILES = 5
# At INFO these write statements with their values and addresses with what they name.
_QUIET = ("httpcore", "httpx", "sqlalchemy")
_HIDDEN = "***"
_DASH = "[-+\u2010-\u2015\u2212]?"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NUMBER = (
    rf"(?<![0-9a-z])(?:[0-9]{{2}})?[0-9]{{2}}{_DASH}[0-9]{{2}}{_DASH}[0-9]{{2}}"
    rf"[ \u00a0]?{_DASH}[ \u00a0]?[0-9a-z][0-9]{{3}}(?![0-9a-z])"
)
# A UUID may hold twelve digits in a row: it is matched first and left as it is.
_TELLING = re.compile(rf"({_UUID})|{_NUMBER}", re.IGNORECASE)


def redacted(text: str) -> str:
    """The text with everything that could be an identity number taken out."""
    return _TELLING.sub(lambda found: found[1] or _HIDDEN, text)


def where(error: BaseException) -> list[str]:
    """The kinds and places of an error and its causes, without texts: they may quote data.

    For a record's ``extra``: with ``exc_info`` every other handler would write the texts.
    """
    lines: list[str] = []
    link: BaseException | None = error
    while link is not None:
        lines.append(type(link).__name__)
        step = link.__traceback__
        while step is not None:
            code = step.tb_frame.f_code
            lines.append(f"{code.co_filename}:{step.tb_lineno} {code.co_name}")
            step = step.tb_next
        link = link.__cause__ or link.__context__
    return lines


class _Lines(logging.Formatter):
    """One JSON object a record, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["where"] = where(record.exc_info[1])
        elif hasattr(record, "where"):
            line["where"] = record.where
        return redacted(json.dumps(line, ensure_ascii=False))


class _LogFile(logging.handlers.RotatingFileHandler):
    """A log that cannot be written must not stop the work, nor speak of it on stderr."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        pass


@contextmanager
def logging_to(home: Path) -> Iterator[None]:
    """Log to the home while this lasts; a home that does not exist is not made for it."""
    handler = _opened(home)
    if handler is None:
        yield
        return
    root = logging.getLogger()
    former = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(former)
        handler.close()


def _opened(home: Path) -> logging.Handler | None:
    if not home.is_dir():
        return None
    try:
        (home / _FOLDER).mkdir(mode=0o700, exist_ok=True)
        handler = _LogFile(
            home / _FOLDER / FILE_NAME, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(_Lines())
    return handler
