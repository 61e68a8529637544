"""What the test of the setup program does under wine, and how it looks at the outcome."""

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
from promises import Report
from windows import setup_program
from wine.prefix import Wine, windows_path

from frontviewer.core.io.bundle.write import write_bundle

NAME = product.NAME
MACHINE, USER = "HKLM", "HKCU"
UNINSTALL = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
CLASSES = r"Software\Classes"
CYRILLIC_NAME = "карта 1"
PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried, where, and who is told.

    Attributes
    ----------
    payload
        The files that the setup program was made of.
    papers
        Where pictures and reports go.
    """

    wine: Wine
    setup: Path
    payload: Path
    papers: Path
    report: Report
    screen: str

    def check(self, promise: str, kept: bool, found: object = "") -> None:
        """Say whether a promise is kept."""
        self.report.check(promise, kept, found)


# What is done --------------------------------------------------------------------------------


def install(wine: Wine, setup: Path, *options: str) -> int:
    """Run a setup program without a question; return the status with which it ends."""
    return wine.run(setup, "/S", *options, seconds=PATIENCE_S).returncode


def uninstall(wine: Wine, root: str) -> None:
    """Remove what is installed, as Windows does when nobody is to be asked."""
    command = key(wine, root, UNINSTALL)["QuietUninstallString"]
    wine.run(command.split('"')[1], "/S")
    wine.wait()  # it went on by a copy of itself


def close_program(wine: Wine) -> None:
    """Close the program's window, and wait until it is gone."""
    wine.run("taskkill", "/im", f"{NAME}.exe", "/im", f"{NAME}.com")
    wine.wait()


def self_test(trial: Trial, home: Path, platform: str, *files: Path) -> dict[str, object]:
    """Run the program's own test; return what it reports, and its status."""
    log = trial.papers / f"{platform}.json"
    picture = trial.papers / f"{platform}.png"
    for paper in (log, picture):
        paper.unlink(missing_ok=True)
    done = trial.wine.run(
        home / f"{NAME}.exe",
        "--self-test",
        *("--platform", platform),
        *("--log", windows_path(log)),
        *("--picture", windows_path(picture)),
        *map(windows_path, files),
        seconds=PATIENCE_S,
    )
    said = json.loads(log.read_text("utf-8")) if log.is_file() else {"errors": done.stderr[-500:]}
    return {**said, "status": done.returncode}


def quick_setup(payload: Path, work: Path) -> Path:
    """Return a loosely packed setup program."""
    setup = work / f"{NAME}-setup.exe"
    sources = work / "setup"
    sources.mkdir()
    setup_program.build(payload, setup, sources, quickly=True)
    return setup


def older_setup(payload: Path, work: Path) -> Path:
    """Return the setup program of an older version, which had one file more."""
    older = work / NAME
    shutil.copytree(payload, older)
    (older / "packages" / "dropped.py").write_text("", encoding="utf-8")
    return quick_setup(older, work)


def cyrillic_files(trial: Trial) -> tuple[Path, Path]:
    """Return a bundle and a layer with Cyrillic names and a space in them."""
    folder = trial.papers / "мої дані"
    folder.mkdir(exist_ok=True)
    bundle, layer = folder / f"{CYRILLIC_NAME}.fvz", folder / f"{CYRILLIC_NAME} шар.geojson"
    if not bundle.exists():
        layers = product.ROOT / "layers"
        with tempfile.TemporaryDirectory() as scratch:
            dossier = shutil.copytree(layers, Path(scratch) / CYRILLIC_NAME)
            said = json.loads((dossier / "dossier.json").read_text("utf-8"))
            said["title"] = CYRILLIC_NAME  # which the window shows
            (dossier / "dossier.json").write_text(json.dumps(said), "utf-8")
            write_bundle(dossier, bundle)
        shutil.copyfile(layers / "pokrovsk.geojson", layer)
    return bundle, layer


@contextmanager
def mirrored_classes(wine: Wine) -> Iterator[None]:
    """Let wine 8 see what opens a file for this user: Windows does, wine asks the machine only."""
    names = (".fvz", f"{NAME}.fvz")
    for name in names:
        source, copy = (rf"{root}\{CLASSES}\{name}" for root in (USER, MACHINE))
        wine.run("reg", "copy", source, copy, "/s", "/f")
    yield
    for name in names:
        wine.run("reg", "delete", rf"{MACHINE}\{CLASSES}\{name}", "/f")


# What is found -------------------------------------------------------------------------------


def default_folder(wine: Wine) -> Path:
    """Return where the program is installed if nobody says otherwise."""
    return wine.home / "AppData" / "Local" / "Programs" / NAME


def kept_folder(wine: Wine) -> Path:
    """Return where the program keeps settings, cache and logs unless it is portable."""
    return wine.home / "AppData" / "Local" / NAME


def everything_in(wine: Wine) -> set[str]:
    """Return every file of drive C that is neither wine's scratch nor what the program keeps."""
    user = f"users/{getpass.getuser()}"
    passing = ("windows/", f"{user}/Temp/", f"{user}/AppData/Local/Temp/")
    kept = f"{user}/AppData/Local/{NAME}/"
    found = (path for path in wine.drive.rglob("*") if not path.is_dir())
    names = {path.relative_to(wine.drive).as_posix() for path in found}
    return {name for name in names if not name.startswith((*passing, kept))}


def names_below(wine: Wine, payload: Path, home: Path) -> set[str]:
    """Return what the files of a payload are called on drive C."""
    files = (path.relative_to(payload) for path in payload.rglob("*") if path.is_file())
    return {(home / file).relative_to(wine.drive).as_posix() for file in files}


def differences(payload: Path, home: Path) -> list[str]:
    """Return the files of a payload that are not the same in another folder."""
    files = (path.relative_to(payload) for path in sorted(payload.rglob("*")) if path.is_file())
    return [str(file) for file in files if _digest(payload / file) != _digest(home / file)]


def key(wine: Wine, root: str, name: str) -> dict[str, str]:
    """Return the values of a key of the registry; the one without a name is called ""."""
    own = exported(wine, rf"{root}\{name}").partition("]\n")[2].partition("\n[")[0]
    rows = re.findall(r'^(?:@|"(.+?)")="?(.*?)"?$', own, re.MULTILINE)
    return {name: re.sub(r"\\(.)", r"\1", value) for name, value in rows}


def exported(wine: Wine, name: str) -> str:
    """Return what the registry has below a key; wine can print only what a Latin console can."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "exported.reg"
        wine.run("reg", "export", name, windows_path(file), "/y")
        return file.read_text("utf-16") if file.is_file() else ""


def traces_in(wine: Wine) -> list[str]:
    """Return the lines of the registry that speak of us."""
    lines = (exported(wine, USER) + exported(wine, rf"{MACHINE}\Software")).splitlines()
    return [line for line in lines if NAME in line.lower() or ".fvz" in line.lower()]


def _digest(file: Path) -> bytes | None:
    return hashlib.sha256(file.read_bytes()).digest() if file.is_file() else None
