"""Words for code values, in the order a person is offered them."""

from ntand.sentences.codes import label, words

__all__ = ["choices", "label"]


def choices(column: str) -> list[tuple[str, str]]:
    """The values of a file's column and their words, for a ChoiceField."""
    return list(words(column).items())
