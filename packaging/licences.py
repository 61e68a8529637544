"""Writes the licences of everything that a build ships.

    python packaging/licences.py BUILD FOLDER

puts the words of each licence into FOLDER, and what is used under which into
`FOLDER/THIRD-PARTY.txt`. Fails if a library in BUILD is owned by no component of
`licences/components.toml`.
"""

import shutil
import sys
import textwrap
from itertools import groupby
from pathlib import Path

from components import Component, ComponentError, components_in
from product import NAME, ROOT, version

LIST = "THIRD-PARTY.txt"

_WIDTH = 88
_OF_PYTHON = {".py", ".pyc"}
_TITLE = f"{NAME} {version()}: what it is made of"
_HEAD = f"""\
{NAME} is under the MIT License, see LICENSE. It is shipped together with the works of others that
are listed here, each with its version where it tells one, its licence, the files in this folder
that hold the words of the licence, and the place of its source code.
"""
_LESSER_TITLE = "Under the GNU Lesser General Public License"
_LESSER = f"""\
{{names}} are used under the GNU Lesser General Public License (LGPL). They are unchanged and lie in
files of their own, which {NAME} loads when it starts. So you can put your own build of any of them
in the place of ours, under the same file name; on macOS, sign the application anew afterwards with
"codesign --force --deep --sign - {NAME}.app". Nothing in the terms of {NAME} forbids you to change
these libraries, or to take the program apart to find faults in your changes. Their source code, in
the version that is used here, is where the list says.
"""


def main(build: Path, folder: Path) -> None:
    """Write the licences of a build, or say what is wrong with it."""
    try:
        write_licences(build, folder)
    except ComponentError as error:
        sys.exit("\n".join(error.args))


def write_licences(build: Path, folder: Path) -> None:
    """Write the licences of a build, which may lie around the folder that they are written to.

    Raises
    ------
    ComponentError
        If something in the build is owned by nobody, or its licence cannot be found.
    """
    shutil.rmtree(folder, ignore_errors=True)
    components = components_in(build)
    texts = {"LICENSE": ROOT / "LICENSE"}
    for component in components:
        texts |= component.texts
    for name, path in texts.items():
        copy = folder / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    (folder / LIST).write_text(third_party(components), encoding="utf-8", newline="\n")


def third_party(components: tuple[Component, ...]) -> str:
    """Return the list for people."""
    lesser = [component for component in components if "LGPL" in component.licence]
    files = [file for component in lesser for file in component.files]
    folders = sorted({file.parent.as_posix() for file in files if file.suffix not in _OF_PYTHON})
    notice = _LESSER.format(names=_joined(list(dict.fromkeys(one.name for one in lesser))))
    parts = [
        _underlined(_TITLE, "="),
        textwrap.fill(_HEAD, _WIDTH),
        _underlined(_LESSER_TITLE, "-"),
        textwrap.fill(notice, _WIDTH, break_on_hyphens=False),
        "\n".join(f"    {folder}" for folder in folders),
        *(_entry(list(same)) for _, same in groupby(components, key=lambda one: one.name)),
    ]
    return "\n\n".join(parts) + "\n"


def _entry(versions: list[Component]) -> str:
    """Return what to know of a component, of which there may be more versions than one."""
    one = versions[-1]
    numbers = dict.fromkeys(each.version for each in versions if each.version)
    title = f"{one.name} {', '.join(numbers)}".rstrip()
    facts = {
        "licence": one.licence,
        "words": ", ".join(one.texts),
        "part of": ", ".join(dict.fromkeys(each.part_of for each in versions)),
        "source": "\n".join(dict.fromkeys(each.source for each in versions)),
        "credit": one.credit,
    }
    return "\n".join(
        [
            _underlined(title, "-"),
            *(_fact(label, line) for label, words in facts.items() for line in words.splitlines()),
        ]
    )


def _fact(label: str, words: str) -> str:
    return textwrap.fill(
        words,
        _WIDTH,
        initial_indent=f"{label:9}",
        subsequent_indent=" " * 9,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _underlined(title: str, line: str) -> str:
    return f"{title}\n{line * len(title)}"


def _joined(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
