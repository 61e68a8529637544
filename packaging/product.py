"""Product data shared by all installers: name, version, and file types."""

# ruff: noqa: S603 - it runs git
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

NAME = "frontviewer"
IDENTIFIER = "org.frontviewer.frontviewer"
"""Bundle identifier on macOS and AppStream component ID on Linux."""
AUTHORS = "The frontviewer authors"
COPYRIGHT = f"Copyright © 2026 {AUTHORS}. MIT License."
SUMMARY = "Offline map of who claims what, where, when and on whose word"


@dataclass(frozen=True, slots=True)
class FileType:
    """A file type that the program opens.

    Attributes
    ----------
    is_own
        Whether the format is frontviewer's own: the program becomes its default application. For
        other formats it is only added to "Open with".
    uti
        Uniform type identifier on macOS.
    parent_uti
        Identifier of the more general type that it conforms to.
    """

    title: str
    extension: str
    mime: str
    uti: str
    parent_uti: str
    is_own: bool


FILE_TYPES = (
    FileType(
        title="frontviewer dossier",
        extension="fvz",
        mime="application/vnd.frontviewer.bundle+zip",
        uti="org.frontviewer.bundle",
        # Not public.zip-archive: the Finder would offer to unpack it.
        parent_uti="public.data",
        is_own=True,
    ),
    FileType(
        title="GeoJSON",
        extension="geojson",
        mime="application/geo+json",
        uti="public.geojson",
        parent_uti="public.json",
        is_own=False,
    ),
)


def version() -> str:
    """Return the version from `frontviewer/__init__.py`, the only place where it is written."""
    code = (ROOT / "src" / NAME / "__init__.py").read_text(encoding="utf-8")
    match = re.search(r'^__version__ = "(.+)"$', code, re.MULTILINE)
    assert match, "__version__ not found"  # noqa: S101 - for the type checker
    return match[1]


def download_name(system: str, machine: str, ending: str) -> str:
    """Return the file name of a download for an operating system and processor architecture."""
    return f"{NAME}-{version()}-{system}-{machine}{ending}"


def build_time() -> int:
    """Return the timestamp for every file in an installer, in seconds since 1970.

    This is the time of the last commit, so that two builds of one commit are identical.
    SOURCE_DATE_EPOCH overrides it, for builds from a source archive.
    """
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(epoch)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
