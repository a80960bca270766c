"""Where the files that travel with the program lie: fonts, criteria, catalogues, texts."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource_path(*parts: str) -> Path:
    """The file or folder under ``resources/``, in a checkout or an installed wheel."""
    installed = _PACKAGE / "_resources"
    root = installed if installed.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
