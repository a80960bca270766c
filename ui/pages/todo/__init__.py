"""The page of what is to be done: what waits for someone, each thing one key from its act."""

from ui.pages.todo.page import TodoPage

__all__ = ["TodoPage"]
