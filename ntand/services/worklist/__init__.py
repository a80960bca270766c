"""The work list: what waits for someone, stored so that it opens at once, renewed from the log."""

from ntand.services.worklist.reading import (
    WorkChoices,
    WorkFilter,
    WorkList,
    WorkRow,
    todo_counts,
    work_choices,
    work_list,
)
from ntand.services.worklist.renewal import Renewed, renew

__all__ = [
    "Renewed",
    "WorkChoices",
    "WorkFilter",
    "WorkList",
    "WorkRow",
    "renew",
    "todo_counts",
    "work_choices",
    "work_list",
]
