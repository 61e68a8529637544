"""Tells NSIS which files to install and, name by name, which to remove.

Named one by one, whatever else a person put into the program's folder survives its removal.
"""

from pathlib import Path, PurePosixPath


def install_script(payload: Path) -> str:
    """Return what lays down every file."""
    lines = []
    for folder in _folders(payload):
        files = [file for file in _files(payload) if file.parent == folder]
        if files:
            lines.append(f'SetOutPath "{_installed(folder)}"')
        lines += [f'File "{payload.resolve() / file}"' for file in files]  # as it is, $ and all
    return "\n".join([*lines, ""])


def uninstall_script(payload: Path) -> str:
    """Return what takes away every file, and every folder that is empty then."""
    deepest_first = sorted(_folders(payload), key=lambda folder: (-len(folder.parts), folder))
    lines = [f'Delete "{_installed(file)}"' for file in _files(payload)]
    lines += [f'RMDir "{_installed(folder)}"' for folder in deepest_first if folder.parts]
    return "\n".join([*lines, ""])


def _files(payload: Path) -> list[PurePosixPath]:
    found = (path for path in payload.rglob("*") if path.is_file())
    return sorted(PurePosixPath(path.relative_to(payload).as_posix()) for path in found)


def _folders(payload: Path) -> list[PurePosixPath]:
    return sorted({folder for file in _files(payload) for folder in file.parents})


def _installed(path: PurePosixPath) -> str:
    return "\\".join(["$INSTDIR", *map(_escaped, path.parts)])


def _escaped(text: str) -> str:
    return text.replace("$", "$$")
