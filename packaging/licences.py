"""Write the license texts of everything that a build contains.

    python packaging/licences.py BUILD FOLDER

Copies all license texts into FOLDER and lists the components in `FOLDER/THIRD-PARTY.txt`. Fails if
a library in BUILD belongs to no component of `licences/components.toml`.
"""

import shutil
import sys
import textwrap
from itertools import groupby
from pathlib import Path

from components import Component, ComponentError, find_components
from product import NAME, ROOT, version

LIST_FILE = "THIRD-PARTY.txt"

_WIDTH = 88
_PYTHON_SUFFIXES = {".py", ".pyc"}
_TITLE = f"{NAME} {version()}: third-party components"
_HEAD = f"""\
{NAME} is licensed under the MIT License, see LICENSE. It includes the third-party components listed
below. Each entry gives the version where it is known, the license, the files in this folder that
contain the license text, and the location of the source code.
"""
_LGPL_TITLE = "Components under the GNU Lesser General Public License"
_LGPL_NOTICE = f"""\
{{names}} are used under the GNU Lesser General Public License (LGPL). They are unmodified, in
separate files that {NAME} loads when it starts. You may replace any of them with your own build
under the same file name; on macOS, sign the application again afterwards with
"codesign --force --deep --sign - {NAME}.app". Nothing in the terms of {NAME} forbids you to modify
these libraries, or to reverse engineer the program in order to debug your modifications. The source
code of the versions used here is available at the locations listed below. The libraries are in:
"""


def main(build: Path, folder: Path) -> None:
    """Write the licenses of a build, or exit with the list of problems."""
    try:
        write_licences(build, folder)
    except ComponentError as error:
        sys.exit("\n".join(error.args))


def write_licences(build: Path, folder: Path) -> None:
    """Write the licenses of a build into a folder, which may be inside the build.

    Raises
    ------
    ComponentError
        If a library in the build belongs to no component, or its license cannot be found.
    """
    shutil.rmtree(folder, ignore_errors=True)
    components = find_components(build)
    texts = {"LICENSE": ROOT / "LICENSE"}
    for component in components:
        texts |= component.texts
    for name, path in texts.items():
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    (folder / LIST_FILE).write_text(format_list(components), encoding="utf-8", newline="\n")


def format_list(components: tuple[Component, ...]) -> str:
    """Return the text of `THIRD-PARTY.txt`."""
    lgpl = [component for component in components if "LGPL" in component.licence]
    files = [file for component in lgpl for file in component.files]
    folders = sorted(
        {file.parent.as_posix() for file in files if file.suffix not in _PYTHON_SUFFIXES}
    )
    names = list(dict.fromkeys(component.name for component in lgpl))
    notice = _LGPL_NOTICE.format(names=_join_names(names))
    parts = [
        _underline(_TITLE, "="),
        textwrap.fill(_HEAD, _WIDTH),
        _underline(_LGPL_TITLE, "-"),
        textwrap.fill(notice, _WIDTH, break_on_hyphens=False),
        "\n".join(f"    {folder}" for folder in folders),
        *(_format_entry(list(group)) for _, group in groupby(components, key=lambda c: c.name)),
    ]
    return "\n\n".join(parts) + "\n"


def _format_entry(versions: list[Component]) -> str:
    """Return the entry of a component, of which the build may contain several versions."""
    latest = versions[-1]
    numbers = dict.fromkeys(component.version for component in versions if component.version)
    title = f"{latest.name} {', '.join(numbers)}".rstrip()
    fields = {
        "license": latest.licence,
        "text": ", ".join(latest.texts),
        "part of": ", ".join(dict.fromkeys(component.part_of for component in versions)),
        "source": "\n".join(dict.fromkeys(component.source for component in versions)),
        "notice": latest.credit,
    }
    return "\n".join(
        [
            _underline(title, "-"),
            *(
                _format_field(label, line)
                for label, text in fields.items()
                for line in text.splitlines()
            ),
        ]
    )


def _format_field(label: str, text: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=f"{label:9}",
        subsequent_indent=" " * 9,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _underline(title: str, character: str) -> str:
    return f"{title}\n{character * len(title)}"


def _join_names(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
