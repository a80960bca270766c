"""The kinds of work that wait for someone, in the order a day takes them."""

from enum import StrEnum


class WorkGroup(StrEnum):
    """One kind of work; the order is the work list's."""

    CANDIDATE = "candidate"
    NEEDS_ASSESSMENT = "needs_assessment"
    RECONSIDER = "reconsider"
    ASK_AGAIN = "ask_again"
    EXPIRING = "expiring"
    CHANGED = "changed"
    NOT_OFFERED = "not_offered"
    NO_ANSWER = "no_answer"
    NOT_PERFORMED = "not_performed"
    WAITING_BASIS = "waiting_basis"
    UNSENT = "unsent"
    REFUSED = "refused"
    CONFLICT = "conflict"
    MESSAGE = "message"
