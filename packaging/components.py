"""Find the third-party components in a build, with their versions and licenses.

`licences/components.toml` is maintained by hand, because no file of a build lists what was compiled
into it. Everything else is read automatically: versions from the libraries and from the lock file,
licenses and their texts from the wheels.
"""

import functools
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from lock import WINDOWS, Wheel, runtime_wheels
from product import NAME, ROOT
from wheels import WheelMetadata, read_metadata

TABLE = ROOT / "packaging" / "licences" / "components.toml"
TEXTS = ROOT / "packaging" / "licences" / "texts"
LICENSE_FOLDERS = (Path("licences"), Path("Contents", "Resources", "licences"))
"""License folders relative to a build; they contain texts only, no components."""

_NATIVE_MAGIC = (
    b"\x7fELF",
    b"MZ",  # Windows
    b"\xcf\xfa\xed\xfe",  # macOS
    b"\xca\xfe\xba\xbe",  # macOS, universal binary
)
"""First bytes of executables and libraries, whose file names vary."""


class ComponentError(Exception):
    """The table does not match the build; each argument describes one mismatch."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One component as described in `components.toml`.

    Attributes
    ----------
    wheel
        Name in the lock file if the component is a wheel; version, license and license texts are
        then read from the wheel.
    files
        Glob patterns of the files that belong to the component; `**/` matches any folders.
    inside
        Glob patterns of files of other components into which this one was compiled.
    version, version_in
        The version, or a regular expression that finds it in those files. Some libraries do not
        contain their version.
    looked_up_in
        Locked wheel and release for which `version` was determined by hand; another release may
        contain another version.
    cpe
        Identifier in vulnerability databases: `vendor:product`.
    licence
        SPDX expression.
    texts
        License texts: `NAME.txt` in `licences/texts`, `wheel:NAME/FILE` or `repository:PATH`. If
        empty, the texts that the wheel contains.
    source
        URL or place of the exact source; `{version}` is replaced by the version.
    part_of
        Component that brings this one along.
    credit
        Attribution that the license requires.
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
    """A third-party component in one version that a build contains.

    Attributes
    ----------
    texts
        License texts: name in the build's license folder -> source file.
    files
        Files that belong to the component, relative to the build folder.
    wheel
        Entry in the lock file, if the component is a wheel.
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


def read_table() -> tuple[TableRow, ...]:
    """Parse `components.toml`."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))["component"]
    return tuple(
        TableRow(
            **{
                key: tuple(value) if isinstance(value, list) else value
                for key, value in row.items()
            }
        )
        for row in table
    )


def find_components(build: Path) -> tuple[Component, ...]:
    """Return the third-party components of a build folder, sorted by name.

    The table also lists our own launchers; they are not returned.

    Raises
    ------
    ComponentError
        If a library belongs to no component, a locked wheel is missing from the table or has
        another version, or a license text cannot be found.
    """
    table = read_table()
    paths = (path for path in build.rglob("*") if path.is_file() and not path.is_symlink())
    relative = (path.relative_to(build) for path in paths)
    files = sorted(
        file
        for file in relative
        if not any(file.is_relative_to(folder) for folder in LICENSE_FOLDERS)
    )
    owners = {file: _find_owner(file, table) for file in files}
    unowned = (file for file in files if not owners[file] and _is_native(build / file))
    wheels = _locked_wheels(build)
    unlisted = wheels.keys() - {row.wheel for row in table}
    problems = [f"{file} belongs to no component" for file in unowned]
    problems += [f"{wheel} is in the lock file, but not in the table" for wheel in sorted(unlisted)]
    components = []
    for row in table:
        owned = tuple(file for file in files if owners[file] == row)
        containers = tuple(file for file in files if _matches(file, row.inside))
        if row.name != NAME and (owned or containers or row.wheel in wheels):
            try:
                components += _build_components(row, build, owned, containers)
            except ComponentError as error:
                problems += [f"{row.name} {problem}" for problem in error.args]
    if problems:
        raise ComponentError(*problems)
    return tuple(sorted(components, key=lambda item: (item.name.lower(), item.version)))


def _build_components(
    row: TableRow, build: Path, owned: tuple[Path, ...], containers: tuple[Path, ...]
) -> list[Component]:
    """Return one component for each version of a table row that the build contains."""
    texts = dict(_resolve_text(location, row, build) for location in row.texts)
    licence, versions = row.licence, {row.version: owned}
    if row.wheel:
        metadata = _wheel_metadata(row.wheel, build)
        licence, versions = licence or metadata.licence, {metadata.version: owned}
        texts = texts or {f"{row.name}/{name}": path for name, path in metadata.texts.items()}
    elif row.version_in:
        versions = _group_by_version(row.version_in, build, owned, containers)
    if not licence or not texts:
        raise ComponentError("has no license or no license text")
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
            wheel=_locked_wheels(build).get(row.wheel),
        )
        for version, files in versions.items()
    ]


def _group_by_version(
    pattern: str, build: Path, owned: tuple[Path, ...], containers: tuple[Path, ...]
) -> dict[str, tuple[Path, ...]]:
    """Return the owned files of each version; files without one join the highest version."""
    found = {file: _read_version(build / file, pattern) for file in (*owned, *containers)}
    versions = sorted({version for version in found.values() if version}) or [""]
    return {
        version: tuple(file for file in owned if (found[file] or versions[-1]) == version)
        for version in versions
    }


def _find_owner(file: Path, table: tuple[TableRow, ...]) -> TableRow | None:
    return next((row for row in table if _matches(file, row.files)), None)


def _matches(file: Path, patterns: tuple[str, ...]) -> bool:
    return any(_compile_glob(pattern).fullmatch(file.as_posix()) for pattern in patterns)


@functools.cache
def _compile_glob(pattern: str) -> re.Pattern[str]:
    """Compile a path pattern: `*` matches within a folder, `**` across folders."""
    wildcards = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return re.compile("".join(wildcards.get(part, re.escape(part)) for part in parts))


def _is_native(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4).startswith(_NATIVE_MAGIC)


def _read_version(path: Path, pattern: str) -> str:
    data = path.read_bytes()
    # Version resources of Windows files are UTF-16.
    for text in (data, data.replace(b"\0", b"")):
        if match := re.search(pattern.encode(), text):
            return match[1].decode()
    return ""


def _locked_wheels(build: Path) -> dict[str, Wheel]:
    """Return the locked wheels for the system that a build targets."""
    for_windows = (build / f"{NAME}.exe").is_file()
    return runtime_wheels(**WINDOWS) if for_windows else runtime_wheels()


def _wheel_metadata(name: str, build: Path) -> WheelMetadata:
    metadata = read_metadata(name, build)
    if not metadata:
        raise ComponentError("is neither in the build nor installed in this environment")
    locked = _locked_wheels(build)[name].version
    if metadata.version != locked:
        raise ComponentError(f"is {metadata.version}, but the lock file requires {locked}")
    return metadata


def _resolve_text(location: str, row: TableRow, build: Path) -> tuple[str, Path]:
    """Return the name under which a license text is shipped, and its source file."""
    kind, _, rest = location.rpartition(":")
    if kind == "wheel":
        wheel, _, name = rest.partition("/")
        target, path = f"{row.name}/{name}", _wheel_metadata(wheel, build).texts.get(name)
    elif kind == "repository":
        target, path = f"{row.name}/{Path(rest).name}", ROOT / rest
    else:
        target, path = rest, TEXTS / rest
    if not path or not path.is_file():
        raise ComponentError(f"has no license text at {location}")
    return target, path
