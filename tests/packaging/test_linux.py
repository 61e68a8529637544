"""Desktop integration, Debian package, archive and install scripts of the Linux installers."""

# ruff: noqa: S314, S603, S607 - it runs our own scripts and reads our own files
import configparser
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

import acceptance_report
import bundle_contents
import product
import pytest
from linux import archive, debian, system

LINUX = Path(product.ROOT) / "packaging" / "linux"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only for Linux")
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def _desktop_entry():
    entry = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    entry.optionxform = str
    entry.read(LINUX / "frontviewer.desktop", encoding="utf-8")
    return entry["Desktop Entry"]


def test_menu_entry_starts_the_program_with_the_selected_files():
    entry = _desktop_entry()
    assert (entry["Type"], entry["Exec"], entry["Icon"]) == (
        "Application",
        "frontviewer %F",
        "frontviewer",
    )
    assert entry["Terminal"] == "false"
    assert entry["Comment[uk]"]


def test_all_systems_register_the_same_file_types():
    mime = ET.parse(LINUX / "frontviewer.xml").getroot()
    globs = {
        element.get("type"): [glob.get("pattern") for glob in element.iter(f"{MIME}glob")]
        for element in mime.iter(f"{MIME}mime-type")
    }
    assert globs == {kind.mime: [f"*.{kind.extension}"] for kind in product.FILE_TYPES}
    assert _desktop_entry()["MimeType"] == "".join(f"{kind.mime};" for kind in product.FILE_TYPES)
    component = ET.parse(LINUX / f"{product.IDENTIFIER}.metainfo.xml").getroot()
    assert [element.text for element in component.iter("mediatype")] == [
        kind.mime for kind in product.FILE_TYPES
    ]


def test_latest_release_in_the_metainfo_is_this_version():
    component = ET.parse(LINUX / f"{product.IDENTIFIER}.metainfo.xml").getroot()
    assert component.find("releases/release").get("version") == product.version()
    assert component.findtext("id") == product.IDENTIFIER
    assert component.findtext("summary") == product.SUMMARY


@on_linux
@pytest.mark.parametrize(
    "command",
    [
        ["desktop-file-validate", LINUX / "frontviewer.desktop"],
        ["appstreamcli", "validate", "--no-net", LINUX / f"{product.IDENTIFIER}.metainfo.xml"],
    ],
    ids=lambda command: command[0],
)
def test_desktop_files_pass_validation(command):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed; run build-packages.sh")
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, "error" in done.stdout) == (0, False), done.stdout


def test_package_depends_on_the_packages_of_the_readme():
    fields = dict(
        line.split(": ", 1)
        for line in debian.control_file(123, "2.36").splitlines()
        if ": " in line
    )
    assert fields["Package"] == "frontviewer"
    assert fields["Version"] == product.version()
    assert fields["Installed-Size"] == "123"
    assert re.fullmatch(r"The frontviewer authors <\S+@\S+>", fields["Maintainer"])
    depends = fields["Depends"].split(", ")
    assert "libc6 (>= 2.36)" in depends
    assert {"libgl1", "libxcb-cursor0"} <= set(system.required_packages()) <= set(depends)
    assert not any("xcb" in package for package in system.headless_packages())


def test_package_contains_its_license():
    text = debian.copyright_file()
    assert "License: Expat" in text
    assert "Permission is hereby granted, free of charge" in text
    assert "Copyright: 2026 The frontviewer authors" in text


@on_linux
@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="needs Debian")
def test_all_files_in_the_package_have_the_commit_time(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    folders = [tmp_path / name for name in ("program", "share", "licences")]
    for folder in folders:
        folder.mkdir()
        for name, mtime in (("older", 1_000_000_000), ("newer", 2_000_000_000)):
            (folder / name).write_text(name)
            os.utime(folder / name, (mtime, mtime))
    debian.build(*folders, tmp_path / "frontviewer.deb")
    for part in ("--fsys-tarfile", "--ctrl-tarfile"):
        command = ["dpkg-deb", part, tmp_path / "frontviewer.deb"]
        packed = subprocess.run(command, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as members:
            assert {member.mtime for member in members} == {1767225600}


@on_linux
def test_archive_is_reproducible(tmp_path):
    """Independently of the umask of the build and of the order in which files were written."""
    for run, mode, order in (("first", 0o600, "ab"), ("second", 0o664, "ba")):
        folder = tmp_path / run / "frontviewer"
        folder.mkdir(parents=True)
        for name in order:
            (folder / name).write_text(name)
            (folder / name).chmod(mode)
        archive.pack(folder, tmp_path / f"{run}.tar.xz", 1_700_000_000)
    first, second = ((tmp_path / f"{name}.tar.xz").read_bytes() for name in ("first", "second"))
    assert first == second


@pytest.fixture
def bundle(tmp_path):
    """Return a folder with the install scripts and two files as a stand-in for the program."""
    bundle = tmp_path / "bundle"
    for name in ("frontviewer", "share/mime/packages/frontviewer.xml"):
        (bundle / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / name).write_text("our program")
    (bundle / "share/applications").mkdir()
    shutil.copy(LINUX / "frontviewer.desktop", bundle / "share/applications")
    for script in ("install.sh", "uninstall.sh", "register.sh"):
        shutil.copy(LINUX / script, bundle)
    return bundle


@on_linux
def test_uninstalling_for_one_user_removes_everything(bundle, tmp_path):
    home = tmp_path / "home of Олена"
    other = home / ".local/share/applications/other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("another program")
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}

    subprocess.run([bundle / "install.sh"], env=environment, check=True)
    command = home / ".local/bin/frontviewer"
    assert command.read_text() == "our program"
    assert f'Exec="{command}" %F' in (other.parent / "frontviewer.desktop").read_text()

    subprocess.run([home / ".local/lib/frontviewer/uninstall.sh"], env=environment, check=True)
    left = [path for path in home.rglob("*") if path.is_file() and "cache" not in path.name]
    assert [path for path in left if "/mime/" not in str(path)] == [other]


@on_linux
def test_failed_upgrade_keeps_the_old_version(bundle, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    environment = {"HOME": str(tmp_path / "home"), "PATH": f"{tools}:/usr/bin:/bin"}
    subprocess.run([bundle / "install.sh"], env=environment, check=True)
    before = {path for path in (tmp_path / "home").rglob("*") if path.is_file()}

    (tools / "cp").write_text('#!/bin/sh\n/bin/cp "$@"\necho No space left >&2\nexit 1\n')
    (tools / "cp").chmod(0o755)
    (bundle / "frontviewer").write_text("newer")
    done = subprocess.run(
        [bundle / "install.sh"], env=environment, check=False, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (1, "No space left\n")
    assert {path for path in (tmp_path / "home").rglob("*") if path.is_file()} == before
    assert (tmp_path / "home/.local/bin/frontviewer").read_text() == "our program"


@on_linux
def test_installation_by_pip_is_not_overwritten(tmp_path):
    command = tmp_path / ".local/bin/frontviewer"
    command.parent.mkdir(parents=True)
    command.write_text("installed by pip")
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [LINUX / "install.sh"], env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "uninstall that first" in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [command]
    assert command.read_text() == "installed by pip"


@on_linux
@pytest.mark.parametrize("script", sorted(LINUX.glob("*.sh")), ids=lambda path: path.name)
def test_shell_scripts_pass_checks(script):
    subprocess.run(["sh", "-n", script], check=True)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", script], check=True)
    assert re.match(r"#!/bin/sh\n# [A-Z]", script.read_text(encoding="utf-8"))


def test_forbidden_files_are_found(tmp_path):
    allowed = ("PySide6/Qt/lib/libicuuc.so.73", "numpy/testing.py", "contest/libQt6Core.so.6")
    forbidden = (
        "PySide6/Qt/plugins/tls/a.so",
        "QtNetwork.framework/Info.plist",
        "lib-dynload/_ssl.so",
        "numpy/tests/a.py",
        "test/support/a.py",
        "Qt6Network.dll",
        "runtime/ucrtbase.dll",
    )
    for name in (*allowed, *forbidden):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = bundle_contents.find_forbidden(tmp_path)
    assert set(forbidden) <= set(found)
    assert not set(allowed) & set(found)


def test_windows_script_checks_the_same_forbidden_pattern():
    """The PowerShell script runs without our Python modules and repeats the pattern."""
    script = product.ROOT / "packaging" / "windows" / "test_setup.ps1"
    (pattern,) = re.findall(r"^\$Forbidden = '(.+)'$", script.read_text("utf-8"), re.MULTILINE)
    assert pattern == bundle_contents.FORBIDDEN_PATTERN.replace("/", r"\\")


def test_failed_check_sets_the_exit_status_and_the_others_still_run(capsys):
    def fail():
        raise OSError("no room")

    status = acceptance_report.run_checks({"it fits": fail, "it starts": str})
    assert status == 1
    assert capsys.readouterr().out.splitlines() == [
        "FAIL it fits: OSError('no room')",
        "ok   it starts",
        "1 of 2 checks failed",
    ]
    assert acceptance_report.run_checks({"it starts": str}) == 0
