"""What every installer says of the program: its name, its version, the files it opens."""

# ruff: noqa: S603 - it runs git
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

NAME = "frontviewer"
IDENTIFIER = "org.frontviewer.frontviewer"
"""Of the macOS application and of its AppStream component."""
AUTHORS = "The frontviewer authors"
COPYRIGHT = f"Copyright © 2026 {AUTHORS}. MIT License."
SUMMARY = "Offline map of who claims what, where, when and on whose word"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that the program opens.

    Attributes
    ----------
    ours
        Whether it is the program's own, so that a double click opens it with us. Others are only
        offered to be opened with us.
    uti
        Its name on macOS.
    parent_uti
        What it is there besides.
    """

    title: str
    extension: str
    mime: str
    uti: str
    parent_uti: str
    ours: bool


KINDS = (
    Kind(
        title="frontviewer dossier",
        extension="fvz",
        mime="application/vnd.frontviewer.bundle+zip",
        uti="org.frontviewer.bundle",
        # Not public.zip-archive: the Finder would offer to unpack it.
        parent_uti="public.data",
        ours=True,
    ),
    Kind(
        title="GeoJSON",
        extension="geojson",
        mime="application/geo+json",
        uti="public.geojson",
        parent_uti="public.json",
        ours=False,
    ),
)


def version() -> str:
    """Return the version, from the only place where it is written."""
    code = (ROOT / "src" / NAME / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"$', code, re.MULTILINE)
    assert found, "the package says no version"  # noqa: S101 - for the type checker
    return found[1]


def download(system: str, machine: str, ending: str) -> str:
    """Return what a file for a system and a kind of processor is called where people find it."""
    return f"{NAME}-{version()}-{system}-{machine}{ending}"


def build_time() -> int:
    """Return the seconds since 1970 that every file in an installer is dated.

    The time of the last commit, so that two builds of one commit are the same; or what
    SOURCE_DATE_EPOCH says, where somebody builds from an archive.
    """
    if said := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(said)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
