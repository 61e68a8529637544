"""Install the program under wine and check everything that the setup program must do.

    PYTHONPATH=packaging python -m windows.test_setup dist/windows [--mutants]

Prints `ok` or `FAIL` for each check and exits with 0 or 1. With --mutants it removes files from the
program and fails if the checks do not detect it. `test_setup.ps1` runs the same checks on Windows.
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

import bundle_contents
import product
from acceptance_report import Report, is_not_blank, megabytes
from windows import signing
from windows.build import PORTABLE, SETUP
from windows.wine_session import (
    CLASSES,
    CYRILLIC_NAME,
    MACHINE,
    NAME,
    TIMEOUT_S,
    UNINSTALL,
    USER,
    WineSession,
    build_fast_setup,
    build_older_setup,
    close_program,
    data_folder,
    default_folder,
    find_differences,
    find_registry_traces,
    install,
    installed_names,
    list_files,
    machine_wide_associations,
    read_key,
    self_test,
    uninstall,
    write_cyrillic_files,
)
from wine import prefix
from wine.display import save_screenshot, virtual_display, wait_for_window
from wine.prefix import windows_path

_CYRILLIC_FOLDER = r"C:\Програми та дані\front viewer"
_MAX_SETUP_MB, _MAX_INSTALLED_MB = 45, 160
_STATUS_RUNNING, _STATUS_CANNOT_START = 32, 127
_PAINT_S = 3
_FORBIDDEN = re.compile(bundle_contents.FORBIDDEN_PATTERN)


# Checks --------------------------------------------------------------------------------------


def check_all(session: WineSession, older: Path) -> None:
    """Run all checks, in the order in which users meet the features.

    Parameters
    ----------
    older
        Setup program of an older version.
    """
    before = list_files(session.prefix)
    home = default_folder(session.prefix)
    check_install(session, home, before)
    check_run(session, home)
    check_open_files(session, home)
    check_uninstall(session, before)
    user_file = check_upgrade(session, older)
    check_repair(session)
    check_uninstall_keeps_user_file(session, user_file, before)
    check_all_users(session, home, before)
    check_portable(session)


def check_install(session: WineSession, home: Path, before: set[str]) -> None:
    """Install silently; check the installed files and registry entries."""
    names = [path.relative_to(session.payload).as_posix() for path in session.payload.rglob("*")]
    forbidden = [name for name in names if _FORBIDDEN.search(name)]
    session.check(
        "it contains no OpenSSL, no Qt Network, no tests and no wine shims",
        not forbidden,
        forbidden,
    )
    size = megabytes(session.setup)
    session.check("the setup is at most 45 MB", size <= _MAX_SETUP_MB, size)
    status = install(session.prefix, session.setup)
    session.check("the silent setup exits with 0", status == 0, status)
    size = megabytes(home)
    session.check("installed, it is at most 160 MB", size <= _MAX_INSTALLED_MB, size)
    wrong = find_differences(session.payload, home)
    session.check("all files are installed unchanged", not wrong, wrong[:5])
    expected = installed_names(session.prefix, session.payload, home)
    added = list_files(session.prefix) - before - expected
    allowed = {"uninstall.exe", f"{NAME}.lnk"}
    session.check(
        "only the uninstaller and the Start menu shortcut are added",
        {Path(name).name for name in added} == allowed and len(added) == len(allowed),
        sorted(added)[:5],
    )
    programs = [
        session.setup,
        *(home / name for name in (f"{NAME}.exe", f"{NAME}.com", "uninstall.exe")),
    ]
    names = [signing.signers(program) for program in programs]
    session.check(
        "all programs have the same signer, or none is signed", names == names[:1] * 4, names
    )
    entry = read_key(session.prefix, USER, UNINSTALL)
    session.check(
        "Windows lists it with version, size and a silent uninstall command",
        entry.get("DisplayVersion") == product.version()
        and entry.get("QuietUninstallString", "").endswith('uninstall.exe" /S')
        and int(entry.get("EstimatedSize", "").removeprefix("dword:") or "0", 16) > 0,
        entry,
    )
    default = read_key(session.prefix, USER, rf"{CLASSES}\.fvz").get("")
    session.check(".fvz files open with it by default", default == f"{NAME}.fvz", default)
    geojson = read_key(session.prefix, USER, rf"{CLASSES}\.geojson")
    open_with = read_key(session.prefix, USER, rf"{CLASSES}\.geojson\OpenWithProgids")
    session.check(
        ".geojson files only offer it under Open with",
        f"{NAME}.geojson" in open_with and "" not in geojson,
        (geojson, open_with),
    )


def check_run(session: WineSession, home: Path) -> None:
    """Run the installed program without and with a display."""
    output = session.prefix.run(home / f"{NAME}.com", "--version").stdout.strip()
    expected = f"{NAME} {product.version()}"
    session.check("the console launcher prints the version", output == expected, output)
    for platform in ("offscreen", "windows"):
        result = self_test(session, home, platform)
        session.check(
            f"the self-test passes, platform {platform}",
            result.get("status") == 0
            and result.get("platform") == platform
            and result.get("network_enabled") is False
            and result.get("requests") == 0,
            result.get("failed", result),
        )
        screenshot = session.output / f"{platform}.png"
        session.check(f"the screenshot is not blank, platform {platform}", is_not_blank(screenshot))


def check_open_files(session: WineSession, home: Path) -> None:
    """Open files by command line, double click and Open with; replace a running program."""
    bundle, layer = write_cyrillic_files(session)
    result = self_test(session, home, "windows", bundle)
    session.check(
        "it reads claims from a bundle with a Cyrillic name",
        result.get("status") == 0 and bool(result.get("claims")),
        result.get("failed", result),
    )
    with machine_wide_associations(session.prefix):
        process = session.prefix.start("start", "/wait", windows_path(bundle))
        appeared = wait_for_window(session.display, CYRILLIC_NAME, TIMEOUT_S)
        session.check("double-clicking the bundle opens it", appeared)
        time.sleep(_PAINT_S)
        save_screenshot(session.display, session.output / "double-click.png")
        status = install(session.prefix, session.setup)
        session.check(
            "the setup refuses to replace a running program", status == _STATUS_RUNNING, status
        )
        close_program(session.prefix)
        process.communicate()
    command = read_key(session.prefix, USER, rf"{CLASSES}\{NAME}.geojson\shell\open\command")[""]
    program = command.split('"')[1]
    process = session.prefix.start(program, windows_path(layer))
    appeared = wait_for_window(session.display, layer.stem, TIMEOUT_S)
    session.check("Open with opens a layer with a Cyrillic name", appeared)
    close_program(session.prefix)
    process.communicate()
    process = session.prefix.start(home / f"{NAME}.com", windows_path(layer))
    appeared = wait_for_window(session.display, layer.stem, TIMEOUT_S)
    status = install(session.prefix, session.setup)
    session.check(
        "the setup refuses to replace a program that runs in the console",
        appeared and status == _STATUS_RUNNING,
        status,
    )
    close_program(session.prefix)
    process.communicate()


def check_uninstall(session: WineSession, before: set[str]) -> None:
    """Uninstall, and check that nothing is left."""
    uninstall(session.prefix, USER)
    left = list_files(session.prefix) - before
    session.check("after uninstalling no file is left", not left, sorted(left)[:5])
    traces = find_registry_traces(session.prefix)
    session.check("after uninstalling no registry entry is left", not traces, traces[:5])


def check_upgrade(session: WineSession, older: Path) -> Path:
    """Upgrade an older version in a folder whose name mixes alphabets and contains spaces.

    Returns the path of a file that a user has added to the folder.
    """
    home = session.prefix.host_path(_CYRILLIC_FOLDER)
    options = f"/D={_CYRILLIC_FOLDER}".split(" ")  # NSIS wants /D= unquoted; Python would quote it
    status = install(session.prefix, older, *options)
    dropped = home / "packages" / "dropped.py"
    session.check(
        "an older version installs into a folder with Cyrillic letters and spaces",
        status == 0 and dropped.is_file(),
        status,
    )
    user_file = home / "packages" / "mine" / "нотатки.txt"
    user_file.parent.mkdir(parents=True)
    user_file.write_text("мої", encoding="utf-8")
    settings = data_folder(session.prefix) / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("{}", encoding="utf-8")
    status = install(session.prefix, session.setup)
    session.check(
        "the upgrade installs into the same folder",
        status == 0 and not find_differences(session.payload, home),
    )
    session.check("files that only the older version had are removed", not dropped.exists())
    session.check("user files in the folder are preserved", user_file.is_file())
    session.check("the settings are preserved", settings.is_file())
    result = self_test(session, home, "offscreen", write_cyrillic_files(session)[0])
    session.check(
        "the upgraded program passes the self-test",
        result.get("status") == 0,
        result.get("failed", result),
    )
    return user_file


def check_repair(session: WineSession) -> None:
    """Delete a file of the program, check the launchers' error messages, and reinstall."""
    home = session.prefix.host_path(_CYRILLIC_FOLDER)
    missing = home / "packages" / NAME / "__main__.py"
    missing.unlink()
    done = session.prefix.run(home / f"{NAME}.com", "--version")
    name = rf"{_CYRILLIC_FOLDER}\packages\{NAME}\__main__.py"
    session.check(
        "the console launcher names the missing file",
        done.returncode == _STATUS_CANNOT_START and name in done.stderr,
        done.stderr,
    )
    process = session.prefix.start(home / f"{NAME}.exe")
    appeared = wait_for_window(session.display, f"^{NAME}$", TIMEOUT_S)
    session.check("the desktop launcher shows an error message", appeared)
    save_screenshot(session.display, session.output / "missing.png")
    close_program(session.prefix)
    process.communicate()
    status = install(session.prefix, session.setup)
    session.check("reinstalling repairs the program", status == 0 and missing.is_file(), status)


def check_uninstall_keeps_user_file(
    session: WineSession, user_file: Path, before: set[str]
) -> None:
    """Uninstall from a folder to which a user has added a file."""
    settings = data_folder(session.prefix) / "settings.json"
    uninstall(session.prefix, USER)
    left = list_files(session.prefix) - before
    session.check(
        "after uninstalling only the user file is left",
        {Path(name).name for name in left} == {user_file.name},
        sorted(left)[:5],
    )
    session.check("after uninstalling the settings are preserved", settings.is_file())
    shutil.rmtree(session.prefix.host_path(_CYRILLIC_FOLDER).parent)
    shutil.rmtree(settings.parent)


def check_all_users(session: WineSession, user_folder: Path, before: set[str]) -> None:
    """Install for all users while a per-user installation exists."""
    install(session.prefix, session.setup, "/CurrentUser")
    status = install(session.prefix, session.setup, "/AllUsers")
    home = session.prefix.host_path(rf"C:\Program Files\{NAME}")
    session.check(
        "for all users, it is installed in Program Files",
        status == 0 and not find_differences(session.payload, home),
        status,
    )
    session.check(
        "it is listed for all users, not for the current user",
        bool(read_key(session.prefix, MACHINE, UNINSTALL))
        and not read_key(session.prefix, USER, UNINSTALL),
    )
    session.check("the per-user installation is removed", not user_folder.exists())
    status = install(session.prefix, session.setup)
    session.check(
        "a silent upgrade keeps the installation for all users",
        status == 0 and not read_key(session.prefix, USER, UNINSTALL) and not user_folder.exists(),
        status,
    )
    uninstall(session.prefix, MACHINE)
    left = list_files(session.prefix) - before
    session.check("after uninstalling for all users no file is left", not left, sorted(left)[:5])
    traces = find_registry_traces(session.prefix)
    session.check(
        "after uninstalling for all users no registry entry is left", not traces, traces[:5]
    )


def check_portable(session: WineSession) -> None:
    """Run the portable program, and check where it writes."""
    before = list_files(session.prefix)
    stick = session.prefix.host_path(r"C:\флешка")
    with zipfile.ZipFile(session.setup.with_name(PORTABLE)) as archive:
        archive.extractall(stick)
    bundle, _ = write_cyrillic_files(session)
    process = session.prefix.start(stick / NAME / f"{NAME}.exe", windows_path(bundle))
    appeared = wait_for_window(session.display, CYRILLIC_NAME, TIMEOUT_S)
    session.check("the portable program opens a bundle", appeared)
    close_program(session.prefix)
    process.communicate()
    written = list_files(session.prefix) - before
    outside = {name for name in written if not name.startswith(f"флешка/{NAME}/")}
    session.check(
        "the portable program writes only to its own folder",
        not outside and not data_folder(session.prefix).exists(),
        sorted(outside)[:5] or data_folder(session.prefix),
    )
    traces = find_registry_traces(session.prefix)
    session.check("the portable program writes nothing to the registry", not traces, traces[:5])
    data = stick / NAME / "portable-data"
    session.check(
        "the portable settings are next to the program",
        any(data.rglob("settings.json")),
        list(data.rglob("*")),
    )
    shutil.rmtree(stick)


# Mutants -------------------------------------------------------------------------------------


def check_mutants(session: WineSession, scratch: Path) -> None:
    """Remove single files from the program, and check that a check fails each time."""
    mutants = {
        "proj.db": "the self-test passes, platform offscreen",
        "qwindows.dll": "the self-test passes, platform windows",
    }
    for missing, expected in mutants.items():
        session.report.print_line(f"Without {missing}:")
        payload = scratch / missing / NAME
        shutil.copytree(session.payload, payload)
        next(payload.rglob(missing)).unlink()
        setup = build_fast_setup(payload, scratch / missing)
        report = Report(indent="    ")
        mutant = replace(session, setup=setup, payload=payload, report=report)
        before = list_files(session.prefix)
        check_install(mutant, default_folder(session.prefix), before)
        check_run(mutant, default_folder(session.prefix))
        check_uninstall(mutant, before)
        failed = sorted(report.failed)
        session.check(f"a missing {missing} is detected", expected in failed, failed)


def main(folder: Path, *, mutants: bool) -> int:
    """Run the checks, or the mutants, on the downloads in a folder; return the exit status."""
    report = Report()
    output = folder / "test"
    output.mkdir(exist_ok=True)
    setup = folder / SETUP
    with (
        tempfile.TemporaryDirectory(prefix="frontviewer-wine-") as scratch_name,
        virtual_display() as display,
    ):
        scratch = Path(scratch_name)
        os.environ["DISPLAY"] = display
        with zipfile.ZipFile(folder / PORTABLE) as archive:
            archive.extractall(scratch)
        payload = scratch / NAME
        (payload / "portable.txt").unlink()
        wine = prefix.create(scratch / "wine")
        session = WineSession(wine, setup, payload, output, report, display)
        try:
            if mutants:
                check_mutants(session, scratch)
            else:
                older = output / f"{NAME}-older-setup.exe"  # test_setup.ps1 needs it too
                (scratch / "older").mkdir()
                shutil.move(build_older_setup(payload, scratch / "older"), older)
                check_all(session, older)
        finally:
            wine.stop()
    return report.finish()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mutants", action="store_true")
    args = parser.parse_args()
    sys.exit(main(args.folder, mutants=args.mutants))
