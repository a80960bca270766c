"""Export of the five files."""

from dataclasses import dataclass
from pathlib import Path

from ntand.domain.codes import FileKind
from ntand.files.writing import write_table
from ntand.services import records
from ntand.services.actor import Actor, Permission
from ntand.services.acts import Act, looking, require
from ntand.services.installation import Installation
from ntand.services.records import Record
from ntand.store.care import load_protection


@dataclass(frozen=True, slots=True)
class Exported:
    """A file written; how many protected persons it leaves out."""

    kind: FileKind
    path: str
    rows: int
    protected_left_out: int


def export_file(
    installation: Installation,
    actor: Actor,
    kind: FileKind,
    path: Path,
    *,
    include_protected: bool = False,
) -> Exported:
    """Write the file, over an older one; the suffix decides between CSV and .xlsx.

    Protected persons are left out and counted unless expressly included, which needs a
    permission of its own.
    """
    action = f"export.{kind}"
    if include_protected:
        require(installation, actor, action, Permission.PROTECTED)
    with looking(installation, actor, action, Permission.EXPORT) as act:
        protection = load_protection(act.connection, act.today)
        found = _records(act, kind, protection)
        hidden = set() if include_protected else {row[1] for row in found} & protection.keys()
        shown = [values for _id, person, values in found if person not in hidden]
        act.everyone = any(person is not None for _id, person, _values in found)
        act.detail |= {"rows": len(shown), "protected": include_protected}
    # Logged by now: what leaves is on record before it is there to be taken.
    write_table(path, kind, shown)
    return Exported(kind, str(path), len(shown), len(hidden))


def _records(act: Act, kind: FileKind, protection: dict[str, str]) -> list[Record]:
    connection, today = act.connection, act.today
    readers = {
        FileKind.UNITS: lambda: records.unit_records(connection),
        FileKind.DECISIONS: lambda: records.decision_records(connection, protection),
        FileKind.CERTIFICATES: lambda: records.certificate_records(connection, today),
        FileKind.OFFERS: lambda: records.offer_records(connection, today),
        FileKind.TRAININGS: lambda: records.training_records(connection),
    }
    return readers[kind]()
