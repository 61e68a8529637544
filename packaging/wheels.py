"""What wheels say of themselves in their `.dist-info` folders: version, licence, its words."""

import re
import sysconfig
from dataclasses import dataclass
from email import message_from_string
from pathlib import Path

_LICENCE_FILES = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WheelFacts:
    """What a wheel says of itself.

    Attributes
    ----------
    licence
        As SPDX or its author writes it; empty where it says nothing.
    texts
        The files in which it carries its licence and those of its parts, by their names there.
    """

    version: str
    licence: str
    texts: dict[str, Path]


def feature_facts(name: str, build: Path) -> WheelFacts | None:
    """Return what a wheel says: in the build, or where the Python that builds has it.

    A payload for Windows brings the wheels' own folders. What is frozen has none, but was made
    from wheels of the same lock that are installed here.
    """
    here = Path(sysconfig.get_path("purelib"))
    for folder in [*sorted(build.rglob("*.dist-info")), *sorted(here.glob("*.dist-info"))]:
        if _plain(folder.name.partition("-")[0]) == name and (folder / "METADATA").is_file():
            return _facts(folder)
    return None


def _facts(folder: Path) -> WheelFacts:
    said = message_from_string((folder / "METADATA").read_text(encoding="utf-8"))
    files = {
        path.relative_to(folder).as_posix().removeprefix("licenses/"): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return WheelFacts(
        version=said["Version"],
        licence=said["License-Expression"] or said["License"] or "",
        texts={name: path for name, path in files.items() if _LICENCE_FILES.search(name)},
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
