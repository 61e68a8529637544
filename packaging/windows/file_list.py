"""Generate the NSIS instructions that install and remove each file.

The uninstaller deletes files by name, so that files that users have added to the program folder are
preserved.
"""

from pathlib import Path, PurePosixPath


def install_script(payload: Path) -> str:
    """Return the NSIS instructions that install all files of a payload folder."""
    lines = []
    for folder in _folders(payload):
        files = [file for file in _files(payload) if file.parent == folder]
        if files:
            lines.append(f'SetOutPath "{_installed_path(folder)}"')
        # The source path of File is taken literally, including $.
        lines += [f'File "{payload.resolve() / file}"' for file in files]
    return "\n".join([*lines, ""])


def uninstall_script(payload: Path) -> str:
    """Return the NSIS instructions that delete all files, and the folders that are then empty."""
    deepest_first = sorted(_folders(payload), key=lambda folder: (-len(folder.parts), folder))
    lines = [f'Delete "{_installed_path(file)}"' for file in _files(payload)]
    lines += [f'RMDir "{_installed_path(folder)}"' for folder in deepest_first if folder.parts]
    return "\n".join([*lines, ""])


def _files(payload: Path) -> list[PurePosixPath]:
    paths = (path for path in payload.rglob("*") if path.is_file())
    return sorted(PurePosixPath(path.relative_to(payload).as_posix()) for path in paths)


def _folders(payload: Path) -> list[PurePosixPath]:
    return sorted({folder for file in _files(payload) for folder in file.parents})


def _installed_path(path: PurePosixPath) -> str:
    return "\\".join(["$INSTDIR", *map(_escape, path.parts)])


def _escape(text: str) -> str:
    return text.replace("$", "$$")
