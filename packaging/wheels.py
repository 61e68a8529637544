"""Read the metadata of wheels from their `.dist-info` folders: version, license, license texts."""

import re
import sysconfig
from dataclasses import dataclass
from email import message_from_string
from pathlib import Path

_LICENSE_FILES = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WheelMetadata:
    """Metadata of a wheel.

    Attributes
    ----------
    licence
        SPDX expression or free text of the author; empty if not stated.
    texts
        License files of the wheel and of its parts, by their names in the wheel.
    """

    version: str
    licence: str
    texts: dict[str, Path]


def read_metadata(name: str, build: Path) -> WheelMetadata | None:
    """Return the metadata of a wheel from the build, else from the current environment.

    A Windows payload contains the `.dist-info` folders. A frozen program does not, but was made
    from wheels of the same lock file, which are installed in this environment.
    """
    installed = Path(sysconfig.get_path("purelib"))
    for folder in [*sorted(build.rglob("*.dist-info")), *sorted(installed.glob("*.dist-info"))]:
        if _normalize(folder.name.partition("-")[0]) == name and (folder / "METADATA").is_file():
            return _parse_dist_info(folder)
    return None


def _parse_dist_info(folder: Path) -> WheelMetadata:
    headers = message_from_string((folder / "METADATA").read_text(encoding="utf-8"))
    files = {
        path.relative_to(folder).as_posix().removeprefix("licenses/"): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return WheelMetadata(
        version=headers["Version"],
        licence=headers["License-Expression"] or headers["License"] or "",
        texts={name: path for name, path in files.items() if _LICENSE_FILES.search(name)},
    )


def _normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
