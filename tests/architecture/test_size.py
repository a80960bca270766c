import ast

import pytest

from tests.architecture.source import modules, text_of, tree_of

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 40


@pytest.mark.parametrize("name", modules())
def test_a_module_and_its_functions_stay_small(name: str) -> None:
    lines = (text_of(name) or "").count("\n")
    assert lines <= LINES_OF_A_MODULE, f"{name} has {lines} lines: has it two purposes?"
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LINES_OF_A_FUNCTION, f"{name}:{node.lineno} {node.name}: {length}"
