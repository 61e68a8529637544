"""Actions and inspections that the tests of the setup program perform under wine."""

import getpass
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import product
from acceptance_report import Report
from windows import setup_program
from wine.prefix import WinePrefix, windows_path

from frontviewer.core.io.bundle.write import write_bundle

NAME = product.NAME
MACHINE, USER = "HKLM", "HKCU"
UNINSTALL = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
CLASSES = r"Software\Classes"
CYRILLIC_NAME = "карта 1"
TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class WineSession:
    """What a test run uses and where it reports.

    Attributes
    ----------
    setup
        The setup program under test.
    payload
        The folder of files that the setup program was built from.
    output
        Folder for screenshots and self-test reports.
    display
        Name of the X display on which windows appear.
    """

    prefix: WinePrefix
    setup: Path
    payload: Path
    output: Path
    report: Report
    display: str

    def check(self, name: str, passed: bool, actual: object = "") -> None:
        """Report the result of one check."""
        self.report.check(name, passed, actual)


# Actions -------------------------------------------------------------------------------------


def install(prefix: WinePrefix, setup: Path, *options: str) -> int:
    """Run a setup program silently; return its exit status."""
    return prefix.run(setup, "/S", *options, timeout=TIMEOUT_S).returncode


def uninstall(prefix: WinePrefix, root: str) -> None:
    """Run the uninstaller silently, by the command registered under `root`."""
    command = read_key(prefix, root, UNINSTALL)["QuietUninstallString"]
    prefix.run(command.split('"')[1], "/S")
    prefix.wait()  # the uninstaller continues as a copy of itself


def close_program(prefix: WinePrefix) -> None:
    """Close the program's window and wait until its process has ended."""
    prefix.run("taskkill", "/im", f"{NAME}.exe", "/im", f"{NAME}.com")
    prefix.wait()


def self_test(session: WineSession, home: Path, platform: str, *files: Path) -> dict[str, object]:
    """Run the installed program's self-test; return its report plus the exit status as `status`."""
    log = session.output / f"{platform}.json"
    screenshot = session.output / f"{platform}.png"
    for file in (log, screenshot):
        file.unlink(missing_ok=True)
    done = session.prefix.run(
        home / f"{NAME}.exe",
        "--self-test",
        *("--platform", platform),
        *("--log", windows_path(log)),
        *("--picture", windows_path(screenshot)),
        *map(windows_path, files),
        timeout=TIMEOUT_S,
    )
    result = json.loads(log.read_text("utf-8")) if log.is_file() else {"errors": done.stderr[-500:]}
    return {**result, "status": done.returncode}


def build_fast_setup(payload: Path, work: Path) -> Path:
    """Build a setup program with fast compression; return its path."""
    setup = work / f"{NAME}-setup.exe"
    sources = work / "setup"
    sources.mkdir()
    setup_program.build(payload, setup, sources, fast=True)
    return setup


def build_older_setup(payload: Path, work: Path) -> Path:
    """Build the setup program of an older version, with one file that the new one dropped."""
    older = work / NAME
    shutil.copytree(payload, older)
    (older / "packages" / "dropped.py").write_text("", encoding="utf-8")
    return build_fast_setup(older, work)


def write_cyrillic_files(session: WineSession) -> tuple[Path, Path]:
    """Write a bundle and a layer whose names contain Cyrillic letters and a space."""
    folder = session.output / "мої дані"
    folder.mkdir(exist_ok=True)
    bundle, layer = folder / f"{CYRILLIC_NAME}.fvz", folder / f"{CYRILLIC_NAME} шар.geojson"
    if not bundle.exists():
        layers = product.ROOT / "layers"
        with tempfile.TemporaryDirectory() as scratch:
            dossier = shutil.copytree(layers, Path(scratch) / CYRILLIC_NAME)
            members = json.loads((dossier / "dossier.json").read_text("utf-8"))
            members["title"] = CYRILLIC_NAME  # becomes the window title
            (dossier / "dossier.json").write_text(json.dumps(members), "utf-8")
            write_bundle(dossier, bundle)
        shutil.copyfile(layers / "pokrovsk.geojson", layer)
    return bundle, layer


@contextmanager
def machine_wide_associations(prefix: WinePrefix) -> Iterator[None]:
    """Copy the user's file associations to HKLM: wine 8 does not read them from HKCU."""
    names = (".fvz", f"{NAME}.fvz")
    for name in names:
        source, copy = (rf"{root}\{CLASSES}\{name}" for root in (USER, MACHINE))
        prefix.run("reg", "copy", source, copy, "/s", "/f")
    yield
    for name in names:
        prefix.run("reg", "delete", rf"{MACHINE}\{CLASSES}\{name}", "/f")


# Inspections ---------------------------------------------------------------------------------


def default_folder(prefix: WinePrefix) -> Path:
    """Return the default installation folder for the current user."""
    return prefix.home / "AppData" / "Local" / "Programs" / NAME


def data_folder(prefix: WinePrefix) -> Path:
    """Return the folder of settings, cache and logs, unless the program is portable."""
    return prefix.home / "AppData" / "Local" / NAME


def list_files(prefix: WinePrefix) -> set[str]:
    """Return all files on drive C, except temporary files, Windows' own and the program's data."""
    user = f"users/{getpass.getuser()}"
    ignored = (
        "windows/",
        f"{user}/Temp/",
        f"{user}/AppData/Local/Temp/",
        f"{user}/AppData/Local/{NAME}/",
    )
    paths = (path for path in prefix.drive.rglob("*") if not path.is_dir())
    names = {path.relative_to(prefix.drive).as_posix() for path in paths}
    return {name for name in names if not name.startswith(ignored)}


def installed_names(prefix: WinePrefix, payload: Path, home: Path) -> set[str]:
    """Return the paths on drive C of a payload's files when installed in `home`."""
    files = (path.relative_to(payload) for path in payload.rglob("*") if path.is_file())
    return {(home / file).relative_to(prefix.drive).as_posix() for file in files}


def find_differences(payload: Path, home: Path) -> list[str]:
    """Return the files of a payload that are missing or different in another folder."""
    files = (path.relative_to(payload) for path in sorted(payload.rglob("*")) if path.is_file())
    return [str(file) for file in files if _digest(payload / file) != _digest(home / file)]


def read_key(prefix: WinePrefix, root: str, name: str) -> dict[str, str]:
    """Return the values of a registry key by name; the default value has the name ""."""
    section = export_key(prefix, rf"{root}\{name}").partition("]\n")[2].partition("\n[")[0]
    rows = re.findall(r'^(?:@|"(.+?)")="?(.*?)"?$', section, re.MULTILINE)
    return {name: re.sub(r"\\(.)", r"\1", value) for name, value in rows}


def export_key(prefix: WinePrefix, name: str) -> str:
    """Return the .reg export of a registry key with its subkeys; empty if it does not exist.

    Exported to a file, because wine's console output loses non-Latin characters.
    """
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "exported.reg"
        prefix.run("reg", "export", name, windows_path(file), "/y")
        return file.read_text("utf-16") if file.is_file() else ""


def find_registry_traces(prefix: WinePrefix) -> list[str]:
    """Return the lines of the registry export that mention the program or its file type."""
    text = export_key(prefix, USER) + export_key(prefix, rf"{MACHINE}\Software")
    return [line for line in text.splitlines() if NAME in line.lower() or ".fvz" in line.lower()]


def _digest(file: Path) -> bytes | None:
    return hashlib.sha256(file.read_bytes()).digest() if file.is_file() else None
