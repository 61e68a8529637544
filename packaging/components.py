"""The parts of others in a build: which there are, in what version, under which licence.

`licences/components.toml` is kept by hand, because no file of a build names what was compiled into
it. What can be read is read: versions from the shipped libraries and from the lock, licences and
their words from the wheels.
"""

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from lock import WINDOWS, Wheel, shipped_wheels
from product import NAME, ROOT
from wheels import WheelFacts, feature_facts

TABLE = ROOT / "packaging" / "licences" / "components.toml"
TEXTS = ROOT / "packaging" / "licences" / "texts"
FOLDERS = (Path("licences"), Path("Contents", "Resources", "licences"))
"""Where builds keep the licences, relative to the build: there is no part of others in them."""

_NATIVE_STARTS = (
    b"\x7fELF",
    b"MZ",  # Windows
    b"\xcf\xfa\xed\xfe",  # macOS
    b"\xca\xfe\xba\xbe",  # macOS, for more than one processor
)
"""How programs and libraries begin, whatever they are called."""


class ComponentError(Exception):
    """The table and the build do not agree; each argument is a sentence about it."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of a component.

    Attributes
    ----------
    wheel
        Its name in the lock, if it is a wheel: version, licence and words are read from that.
    files
        Patterns of the files that it owns; `**/` stands for any folders.
    inside
        Patterns of files that others own and into which it was compiled.
    version, version_in
        The version, or how those files write it. Some libraries tell it nowhere.
    looked_up_in
        The wheel of the lock and its release in which a typed version was found: in another one it
        may differ.
    cpe
        What lists of weaknesses call it: `vendor:product`.
    licence
        As SPDX writes it.
    texts
        Where the words of the licence are: `NAME.txt` of our own collection,
        `wheel:NAME/FILE`, or `repository:PATH`. A wheel without this has those that it carries.
    source
        Where the exact source is; `{version}` stands for the version.
    part_of
        The component that brings it.
    credit
        What its licence wants to be said.
    """

    name: str
    wheel: str = ""
    files: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    version: str = ""
    version_in: str = ""
    looked_up_in: str = ""
    cpe: str = ""
    licence: str = ""
    texts: tuple[str, ...] = ()
    source: str = ""
    part_of: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of others that is in a build.

    Attributes
    ----------
    texts
        The files that hold the words of its licence, by the names under which we ship them.
    files
        What it owns there, relative to the build's folder.
    wheel
        What the lock says of it, if it is a wheel.
    """

    name: str
    version: str
    cpe: str
    licence: str
    texts: dict[str, Path]
    files: tuple[Path, ...]
    source: str
    part_of: str
    credit: str
    wheel: Wheel | None


def rows() -> tuple[Row, ...]:
    """Return the table."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))["component"]
    return tuple(
        Row(**{key: tuple(said) if isinstance(said, list) else said for key, said in row.items()})
        for row in table
    )


def components_in(build: Path) -> tuple[Component, ...]:
    """Return what of others is in a folder of built files, sorted by name.

    Our own programs are in the table as well, but are nobody else's.

    Raises
    ------
    ComponentError
        If a library is owned by nobody, a wheel of the lock is not in the table or in another
        version, or the words of a licence cannot be found.
    """
    table = rows()
    there = (path for path in build.rglob("*") if path.is_file() and not path.is_symlink())
    inside = (path.relative_to(build) for path in there)
    files = sorted(
        file for file in inside if not any(file.is_relative_to(folder) for folder in FOLDERS)
    )
    owners = {file: _owner(file, table) for file in files}
    ownerless = (file for file in files if not owners[file] and _is_native(build / file))
    wheels = _wheels_in(build)
    unnamed = wheels.keys() - {row.wheel for row in table}
    problems = [f"{file} is owned by nobody" for file in ownerless]
    problems += [f"{wheel} is in the lock, but not in the table" for wheel in sorted(unnamed)]
    found = []
    for row in table:
        owned = tuple(file for file in files if owners[file] == row)
        around = tuple(file for file in files if _matches(file, row.inside))
        if row.name != NAME and (owned or around or row.wheel in wheels):
            try:
                found += _components(row, build, owned, around)
            except ComponentError as error:
                problems += [f"{row.name} {problem}" for problem in error.args]
    if problems:
        raise ComponentError(*problems)
    return tuple(sorted(found, key=lambda one: (one.name.lower(), one.version)))


def _components(
    row: Row, build: Path, owned: tuple[Path, ...], around: tuple[Path, ...]
) -> list[Component]:
    """Return what a row stands for in a build: one component for each version that is there."""
    texts = dict(_text(place, row, build) for place in row.texts)
    licence, versions = row.licence, {row.version: owned}
    if row.wheel:
        facts = _facts_of_wheel(row.wheel, build)
        licence, versions = licence or facts.licence, {facts.version: owned}
        carried = {f"{row.name}/{name}": path for name, path in facts.texts.items()}
        texts = texts or carried
    elif row.version_in:
        versions = _versions(row.version_in, build, owned, around)
    if not licence or not texts:
        raise ComponentError("has no licence, or no words of it")
    return [
        Component(
            name=row.name,
            version=version,
            cpe=row.cpe,
            licence=licence,
            texts=texts,
            files=files,
            source=row.source.format(version=version),
            part_of=row.part_of,
            credit=row.credit,
            wheel=_wheels_in(build).get(row.wheel),
        )
        for version, files in versions.items()
    ]


def _versions(
    form: str, build: Path, owned: tuple[Path, ...], around: tuple[Path, ...]
) -> dict[str, tuple[Path, ...]]:
    """Return the files of each version; one that says none goes with the others."""
    said = {file: _version_said(build / file, form) for file in (*owned, *around)}
    versions = sorted({version for version in said.values() if version}) or [""]
    return {
        version: tuple(file for file in owned if (said[file] or versions[-1]) == version)
        for version in versions
    }


def _owner(file: Path, table: tuple[Row, ...]) -> Row | None:
    return next((row for row in table if _matches(file, row.files)), None)


def _matches(file: Path, patterns: tuple[str, ...]) -> bool:
    return any(_expression(pattern).fullmatch(file.as_posix()) for pattern in patterns)


@functools.cache
def _expression(pattern: str) -> re.Pattern[str]:
    """Return a pattern of paths: `*` stays within a folder, `**` stands for any folders."""
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return re.compile("".join(words.get(part, re.escape(part)) for part in parts))


def _is_native(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4).startswith(_NATIVE_STARTS)


def _version_said(path: Path, form: str) -> str:
    data = path.read_bytes()
    # Windows keeps what it says of a file in two bytes a letter.
    for words in (data, data.replace(b"\0", b"")):
        if found := re.search(form.encode(), words):
            return found[1].decode()
    return ""


def _wheels_in(build: Path) -> dict[str, Wheel]:
    """Return the wheels of the lock for the system that a build is for."""
    for_windows = (build / f"{NAME}.exe").is_file()
    return shipped_wheels(**WINDOWS) if for_windows else shipped_wheels()


def _facts_of_wheel(name: str, build: Path) -> WheelFacts:
    facts = feature_facts(name, build)
    if not facts:
        raise ComponentError("is neither in the build nor installed here")
    wanted = _wheels_in(build)[name].version
    if facts.version != wanted:
        raise ComponentError(f"is {facts.version}, but the lock wants {wanted}")
    return facts


def _text(place: str, row: Row, build: Path) -> tuple[str, Path]:
    """Return the name under which a text is shipped, and where it is."""
    kind, _, rest = place.rpartition(":")
    if kind == "wheel":
        wheel, _, name = rest.partition("/")
        shipped_as, path = f"{row.name}/{name}", _facts_of_wheel(wheel, build).texts.get(name)
    elif kind == "repository":
        shipped_as, path = f"{row.name}/{Path(rest).name}", ROOT / rest
    else:
        shipped_as, path = rest, TEXTS / rest
    if not path or not path.is_file():
        raise ComponentError(f"lacks the words of its licence, {place}")
    return shipped_as, path
