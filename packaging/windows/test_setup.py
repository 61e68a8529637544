"""Installs the program under wine and tries whether every promise of the setup program is kept.

    PYTHONPATH=packaging python -m windows.test_setup dist/windows [--mutants]

Prints `ok` or `FAIL` and the promise, and ends with 0 or 1. With --mutants it takes something out
of the program and fails if nothing is noticed. `test_setup.ps1` is the same on a real Windows.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import product
import shipped
from promises import Report, is_drawn, megabytes
from windows import signing
from windows.build import PORTABLE, SETUP
from windows.under_wine import (
    CLASSES,
    CYRILLIC_NAME,
    MACHINE,
    NAME,
    PATIENCE_S,
    UNINSTALL,
    USER,
    Trial,
    close_program,
    cyrillic_files,
    default_folder,
    differences,
    everything_in,
    install,
    kept_folder,
    key,
    mirrored_classes,
    names_below,
    older_setup,
    quick_setup,
    self_test,
    traces_in,
    uninstall,
)
from wine import display, prefix
from wine.prefix import windows_path

_CYRILLIC_FOLDER = r"C:\Програми та дані\front viewer"
_LARGEST_SETUP_MB, _LARGEST_INSTALLED_MB = 45, 160
_RUNNING, _CANNOT_START = 32, 127
_TO_PAINT_S = 3
_UNWANTED = re.compile(shipped.FORBIDDEN)


# All promises --------------------------------------------------------------------------------


def try_everything(trial: Trial, older: Path) -> None:
    """Try every promise, in the order in which people meet them."""
    before = everything_in(trial.wine)
    home = default_folder(trial.wine)
    try_installing(trial, home, before)
    try_running(trial, home)
    try_opening(trial, home)
    try_removing(trial, before)
    own = try_upgrading(trial, older)
    try_mending(trial)
    try_removing_but_mine(trial, own, before)
    try_for_everyone(trial, home, before)
    try_portable(trial)


def try_installing(trial: Trial, home: Path, before: set[str]) -> None:
    """Install without a question and look at what is there then."""
    names = [path.relative_to(trial.payload).as_posix() for path in trial.payload.rglob("*")]
    unwanted = [name for name in names if _UNWANTED.search(name)]
    trial.check(
        "it has no OpenSSL, no Qt Network, no tests and nothing of wine", not unwanted, unwanted
    )
    size = megabytes(trial.setup)
    trial.check("the setup is at most 45 MB", size <= _LARGEST_SETUP_MB, size)
    status = install(trial.wine, trial.setup)
    trial.check("silent setup ends with 0", status == 0, status)
    size = megabytes(home)
    trial.check("installed, it is at most 160 MB", size <= _LARGEST_INSTALLED_MB, size)
    wrong = differences(trial.payload, home)
    trial.check("every file is installed, byte for byte", not wrong, wrong[:5])
    extra = everything_in(trial.wine) - before - names_below(trial.wine, trial.payload, home)
    own = {"uninstall.exe", f"{NAME}.lnk"}
    trial.check(
        "nothing else is, but the uninstaller and the entry of the start menu",
        {Path(name).name for name in extra} == own and len(extra) == len(own),
        sorted(extra)[:5],
    )
    programs = [
        trial.setup,
        *(home / name for name in (f"{NAME}.exe", f"{NAME}.com", "uninstall.exe")),
    ]
    names = [signing.signers(program) for program in programs]
    trial.check("one signed all its programs, or nobody did", names == names[:1] * 4, names)
    said = key(trial.wine, USER, UNINSTALL)
    trial.check(
        "Windows lists it with version and size, and can remove it without a question",
        said.get("DisplayVersion") == product.version()
        and said.get("QuietUninstallString", "").endswith('uninstall.exe" /S')
        and int(said.get("EstimatedSize", "").removeprefix("dword:") or "0", 16) > 0,
        said,
    )
    ours = key(trial.wine, USER, rf"{CLASSES}\.fvz").get("")
    trial.check(".fvz files are ours", ours == f"{NAME}.fvz", ours)
    take_ranges = key(trial.wine, USER, rf"{CLASSES}\.geojson")
    offered = key(trial.wine, USER, rf"{CLASSES}\.geojson\OpenWithProgids")
    trial.check(
        ".geojson files are only offered to be opened with it",
        f"{NAME}.geojson" in offered and "" not in take_ranges,
        (take_ranges, offered),
    )


def try_running(trial: Trial, home: Path) -> None:
    """Start the installed program, with and without a screen."""
    said = trial.wine.run(home / f"{NAME}.com", "--version").stdout.strip()
    wanted = f"{NAME} {product.version()}"
    trial.check("the Command Prompt is told the version", said == wanted, said)
    for platform in ("offscreen", "windows"):
        found = self_test(trial, home, platform)
        trial.check(
            f"the self test passes, platform {platform}",
            found.get("status") == 0
            and found.get("platform") == platform
            and found.get("network_enabled") is False
            and found.get("requests") == 0,
            found.get("failed", found),
        )
        picture = trial.papers / f"{platform}.png"
        trial.check(f"its picture is not blank, platform {platform}", is_drawn(picture))


def try_opening(trial: Trial, home: Path) -> None:
    """Open files the ways that people do."""
    bundle, layer = cyrillic_files(trial)
    found = self_test(trial, home, "windows", bundle)
    trial.check(
        "a claim is read in a bundle with a Cyrillic name",
        found.get("status") == 0 and bool(found.get("claims")),
        found.get("failed", found),
    )
    with mirrored_classes(trial.wine):
        opened = trial.wine.start("start", "/wait", windows_path(bundle))
        shown = display.wait_for_window(trial.screen, CYRILLIC_NAME, PATIENCE_S)
        trial.check("a double click on it opens it", shown)
        time.sleep(_TO_PAINT_S)
        display.save_picture(trial.screen, trial.papers / "double-click.png")
        status = install(trial.wine, trial.setup)
        trial.check("a running program is not replaced", status == _RUNNING, status)
        close_program(trial.wine)
        opened.communicate()
    command = key(trial.wine, USER, rf"{CLASSES}\{NAME}.geojson\shell\open\command")[""]
    program = command.split('"')[1]
    opened = trial.wine.start(program, windows_path(layer))
    shown = display.wait_for_window(trial.screen, layer.stem, PATIENCE_S)
    trial.check("Open With opens a layer with a Cyrillic name", shown)
    close_program(trial.wine)
    opened.communicate()
    opened = trial.wine.start(home / f"{NAME}.com", windows_path(layer))
    shown = display.wait_for_window(trial.screen, layer.stem, PATIENCE_S)
    status = install(trial.wine, trial.setup)
    trial.check(
        "one that was started in the Command Prompt is not replaced either",
        shown and status == _RUNNING,
        status,
    )
    close_program(trial.wine)
    opened.communicate()


def try_removing(trial: Trial, before: set[str]) -> None:
    """Remove it, and look for what is left."""
    uninstall(trial.wine, USER)
    left = everything_in(trial.wine) - before
    trial.check("removed, it leaves no file", not left, sorted(left)[:5])
    traces = traces_in(trial.wine)
    trial.check("and nothing in the registry", not traces, traces[:5])


def try_upgrading(trial: Trial, older: Path) -> Path:
    """Put a new version over an older one, in a folder with a name of two alphabets.

    Returns a file of mine in it.
    """
    home = trial.wine.path(_CYRILLIC_FOLDER)
    status = install(trial.wine, older, *f"/D={_CYRILLIC_FOLDER}".split(" "))  # or it is quoted
    dropped = home / "packages" / "dropped.py"
    trial.check(
        "an older version goes where it is told to, Cyrillic and spaces in the name",
        status == 0 and dropped.is_file(),
        status,
    )
    own = home / "packages" / "mine" / "нотатки.txt"
    own.parent.mkdir(parents=True)
    own.write_text("мої", encoding="utf-8")
    settings = kept_folder(trial.wine) / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("{}", encoding="utf-8")
    status = install(trial.wine, trial.setup)
    trial.check(
        "the upgrade follows it there", status == 0 and not differences(trial.payload, home)
    )
    trial.check("what only the older version had is gone", not dropped.exists())
    trial.check("a file of mine is kept", own.is_file())
    trial.check("the settings are kept", settings.is_file())
    found = self_test(trial, home, "offscreen", cyrillic_files(trial)[0])
    trial.check(
        "the upgraded program passes the self test",
        found.get("status") == 0,
        found.get("failed", found),
    )
    return own


def try_mending(trial: Trial) -> None:
    """Lose a part of the program, look what it says, and install it again."""
    home = trial.wine.path(_CYRILLIC_FOLDER)
    lost = home / "packages" / NAME / "__main__.py"
    lost.unlink()
    said = trial.wine.run(home / f"{NAME}.com", "--version")
    name = rf"{_CYRILLIC_FOLDER}\packages\{NAME}\__main__.py"
    trial.check(
        "the Command Prompt is told which part is missing",
        said.returncode == _CANNOT_START and name in said.stderr,
        said.stderr,
    )
    complaining = trial.wine.start(home / f"{NAME}.exe")
    shown = display.wait_for_window(trial.screen, f"^{NAME}$", PATIENCE_S)
    trial.check("and so is whoever sees no Command Prompt", shown)
    display.save_picture(trial.screen, trial.papers / "missing.png")
    close_program(trial.wine)
    complaining.communicate()
    status = install(trial.wine, trial.setup)
    trial.check("installed again, it is whole", status == 0 and lost.is_file(), status)


def try_removing_but_mine(trial: Trial, own: Path, before: set[str]) -> None:
    """Remove it from a folder in which I keep a file."""
    settings = kept_folder(trial.wine) / "settings.json"
    uninstall(trial.wine, USER)
    left = everything_in(trial.wine) - before
    trial.check(
        "removed, it leaves my file and nothing else",
        {Path(name).name for name in left} == {own.name},
        sorted(left)[:5],
    )
    trial.check("and the settings", settings.is_file())
    shutil.rmtree(trial.wine.path(_CYRILLIC_FOLDER).parent)
    shutil.rmtree(settings.parent)


def try_for_everyone(trial: Trial, mine: Path, before: set[str]) -> None:
    """Install for everyone on the computer, where somebody has it alone."""
    install(trial.wine, trial.setup, "/CurrentUser")
    status = install(trial.wine, trial.setup, "/AllUsers")
    home = trial.wine.path(rf"C:\Program Files\{NAME}")
    trial.check(
        "for everyone, it is installed under Program Files",
        status == 0 and not differences(trial.payload, home),
        status,
    )
    trial.check(
        "and listed for everyone, not for me",
        bool(key(trial.wine, MACHINE, UNINSTALL)) and not key(trial.wine, USER, UNINSTALL),
    )
    trial.check("a copy of my own gives way to it", not mine.exists())
    status = install(trial.wine, trial.setup)
    trial.check(
        "replaced without a word, it stays for everyone",
        status == 0 and not key(trial.wine, USER, UNINSTALL) and not mine.exists(),
        status,
    )
    uninstall(trial.wine, MACHINE)
    left = everything_in(trial.wine) - before
    trial.check("removed for everyone, it leaves no file", not left, sorted(left)[:5])
    traces = traces_in(trial.wine)
    trial.check("and nothing in the registry of the computer", not traces, traces[:5])


def try_portable(trial: Trial) -> None:
    """Run the portable program, and look where it writes."""
    before = everything_in(trial.wine)
    stick = trial.wine.path(r"C:\флешка")
    with zipfile.ZipFile(trial.setup.with_name(PORTABLE)) as archive:
        archive.extractall(stick)
    bundle, _ = cyrillic_files(trial)
    opened = trial.wine.start(stick / NAME / f"{NAME}.exe", windows_path(bundle))
    shown = display.wait_for_window(trial.screen, CYRILLIC_NAME, PATIENCE_S)
    trial.check("the portable program opens a bundle", shown)
    close_program(trial.wine)
    opened.communicate()
    written = everything_in(trial.wine) - before
    outside = {name for name in written if not name.startswith(f"флешка/{NAME}/")}
    trial.check(
        "it writes nothing outside its folder",
        not outside and not kept_folder(trial.wine).exists(),
        sorted(outside)[:5] or kept_folder(trial.wine),
    )
    traces = traces_in(trial.wine)
    trial.check("and nothing into the registry", not traces, traces[:5])
    kept = stick / NAME / "portable-data"
    trial.check(
        "its settings lie beside it", any(kept.rglob("settings.json")), list(kept.rglob("*"))
    )
    shutil.rmtree(stick)


# Broken programs -----------------------------------------------------------------------------


def try_mutants(trial: Trial, scratch: Path) -> None:
    """Take something out of the program, and see whether a promise is found broken."""
    mutants = {
        "proj.db": "the self test passes, platform offscreen",
        "qwindows.dll": "the self test passes, platform windows",
    }
    for lost, broken in mutants.items():
        trial.report.say(f"Without {lost}:")
        payload = scratch / lost / NAME
        shutil.copytree(trial.payload, payload)
        next(payload.rglob(lost)).unlink()
        setup = quick_setup(payload, scratch / lost)
        report = Report(indent="    ")
        mutant = replace(trial, setup=setup, payload=payload, report=report)
        before = everything_in(trial.wine)
        try_installing(mutant, default_folder(trial.wine), before)
        try_running(mutant, default_folder(trial.wine))
        try_removing(mutant, before)
        found = sorted(report.failed)
        trial.check(f"a program without {lost} is found out", broken in found, found)


def main(folder: Path, *, mutants: bool) -> int:
    """Try what lies in a folder; return 0 if every promise is kept."""
    report = Report()
    papers = folder / "test"
    papers.mkdir(exist_ok=True)
    setup = folder / SETUP
    with tempfile.TemporaryDirectory(prefix="frontviewer-wine-") as name, display.screen() as seen:
        scratch = Path(name)
        os.environ["DISPLAY"] = seen
        with zipfile.ZipFile(folder / PORTABLE) as archive:
            archive.extractall(scratch)
        payload = scratch / NAME
        (payload / "portable.txt").unlink()
        wine = prefix.make(scratch / "wine")
        trial = Trial(wine, setup, payload, papers, report, seen)
        try:
            if mutants:
                try_mutants(trial, scratch)
            else:
                older = papers / f"{NAME}-older-setup.exe"  # kept for the twin
                (scratch / "older").mkdir()
                shutil.move(older_setup(payload, scratch / "older"), older)
                try_everything(trial, older)
        finally:
            wine.stop()
    return report.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mutants", action="store_true")
    asked = parser.parse_args()
    sys.exit(main(asked.folder, mutants=asked.mutants))
