"""Replacing a file whole or not at all."""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ntand.errors import BadFile

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Gives a path beside ``path`` to write to; it takes the place of ``path`` at the end.

    On any fault ``path`` is as before and nothing is left beside it. Raises BadFile
    (file.disk_full, file.unwritable) for what the system refuses.
    """
    folder = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        folder.mkdir()
        draft = folder / path.name
        yield draft
        _flush(draft)
        draft.replace(path)
    except OSError as error:
        raise _refusal(error, path) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _flush_folder(path.parent)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows has no such thing as an open folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        pass  # some network file systems refuse it; the rename itself is done
    finally:
        os.close(handle)


def _refusal(error: OSError, path: Path) -> BadFile:
    code = "file.disk_full" if error.errno in _FULL else "file.unwritable"
    return BadFile(code, name=path.name, reason=error.strerror or "")
