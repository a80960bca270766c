"""Puts finished bytes where they belong: whole under their name, or not at all."""

import os
import tempfile
from pathlib import Path
from typing import IO

from ntand.errors import BadFile

Output = Path | IO[bytes]


def deliver(out: Output, content: bytes) -> None:
    """Write to the stream, or beside the path and rename; BadFile when the system refuses."""
    if not isinstance(out, Path):
        out.write(content)
        return
    draft: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".", suffix=".part")
        draft = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(out)
    except OSError as error:
        if draft:
            draft.unlink(missing_ok=True)
        raise BadFile("file.unwritable", name=out.name, reason=error.strerror or "") from error
