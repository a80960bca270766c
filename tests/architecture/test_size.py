import ast

import pytest

from tests.architecture.source import modules, modules_of_tests, text_of, tree_of

LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 40


def lines_of(name: str) -> int:
    return (text_of(name) or "").count("\n")


@pytest.mark.parametrize("name", modules())
def test_a_module_and_its_functions_stay_small(name: str) -> None:
    lines = lines_of(name)
    assert lines <= LINES_OF_A_MODULE, f"{name} has {lines} lines: has it two purposes?"
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LINES_OF_A_FUNCTION, f"{name}:{node.lineno} {node.name}: {length}"


def test_a_module_of_tests_stays_small() -> None:
    lengths = {name: lines_of(name) for name in modules_of_tests()}
    assert "tests/architecture/test_size.py" in lengths
    long = {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_MODULE}
    assert not long, f"has it two subjects? {long}"
