"""What the Linux installers tell a desktop and Debian's tools about the program."""

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

import product
import promises
import pytest
import shipped
from linux import archive, debian, system

LINUX = Path(product.ROOT) / "packaging" / "linux"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="it is for Linux alone")
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def _entry():
    entry = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    entry.optionxform = str
    entry.read(LINUX / "frontviewer.desktop", encoding="utf-8")
    return entry["Desktop Entry"]


def test_the_menu_starts_the_program_with_the_files_one_has_chosen():
    entry = _entry()
    assert (entry["Type"], entry["Exec"], entry["Icon"]) == (
        "Application",
        "frontviewer %F",
        "frontviewer",
    )
    assert entry["Terminal"] == "false"
    assert entry["Comment[uk]"]


def test_every_system_knows_the_same_kinds_of_files():
    mime = ET.parse(LINUX / "frontviewer.xml").getroot()
    globs = {
        kind.get("type"): [glob.get("pattern") for glob in kind.iter(f"{MIME}glob")]
        for kind in mime.iter(f"{MIME}mime-type")
    }
    assert globs == {kind.mime: [f"*.{kind.extension}"] for kind in product.KINDS}
    assert _entry()["MimeType"] == "".join(f"{kind.mime};" for kind in product.KINDS)
    component = ET.parse(LINUX / f"{product.IDENTIFIER}.metainfo.xml").getroot()
    assert [kind.text for kind in component.iter("mediatype")] == [
        kind.mime for kind in product.KINDS
    ]


def test_the_newest_release_in_a_software_centre_is_this_version():
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
def test_the_desktops_own_tools_find_no_fault(command):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed; build-packages.sh does that")
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, "error" in done.stdout) == (0, False), done.stdout


def test_the_package_depends_on_the_libraries_that_the_readme_installs():
    fields = dict(
        line.split(": ", 1)
        for line in debian.control_file(123, "2.36").splitlines()
        if ": " in line
    )
    assert fields["Package"] == "frontviewer"
    assert fields["Version"] == product.version()
    assert fields["Installed-Size"] == "123"
    assert re.fullmatch(r"The frontviewer authors <\S+@\S+>", fields["Maintainer"])
    needs = fields["Depends"].split(", ")
    assert "libc6 (>= 2.36)" in needs
    assert {"libgl1", "libxcb-cursor0"} <= set(system.packages()) <= set(needs)
    assert not any("xcb" in package for package in system.packages_without_display())


def test_the_package_gives_its_licence():
    text = debian.copyright_file()
    assert "License: Expat" in text
    assert "Permission is hereby granted, free of charge" in text
    assert "Copyright: 2026 The frontviewer authors" in text


@on_linux
@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="this is no Debian")
def test_every_file_of_the_package_is_dated_by_the_commit(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    folders = [tmp_path / name for name in ("program", "share", "licences")]
    for folder in folders:
        folder.mkdir()
        for name, date in (("older", 1_000_000_000), ("newer", 2_000_000_000)):
            (folder / name).write_text(name)
            os.utime(folder / name, (date, date))
    debian.build(*folders, tmp_path / "frontviewer.deb")
    for part in ("--fsys-tarfile", "--ctrl-tarfile"):
        command = ["dpkg-deb", part, tmp_path / "frontviewer.deb"]
        packed = subprocess.run(command, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as members:
            assert {member.mtime for member in members} == {1767225600}


@on_linux
def test_the_same_files_make_the_same_archive(tmp_path):
    """Whatever the umask of whoever builds, and in whichever order files were written."""
    for turn, mode, order in (("first", 0o600, "ab"), ("second", 0o664, "ba")):
        folder = tmp_path / turn / "frontviewer"
        folder.mkdir(parents=True)
        for name in order:
            (folder / name).write_text(name)
            (folder / name).chmod(mode)
        archive.pack(folder, tmp_path / f"{turn}.tar.xz", 1_700_000_000)
    first, second = ((tmp_path / f"{name}.tar.xz").read_bytes() for name in ("first", "second"))
    assert first == second


@pytest.fixture
def bundle(tmp_path):
    """A bundle of two files in place of the program: the scripts see no difference."""
    bundle = tmp_path / "bundle"
    for name in ("frontviewer", "share/mime/packages/frontviewer.xml"):
        (bundle / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / name).write_text("of ours")
    (bundle / "share/applications").mkdir()
    shutil.copy(LINUX / "frontviewer.desktop", bundle / "share/applications")
    for script in ("install.sh", "uninstall.sh", "register.sh"):
        shutil.copy(LINUX / script, bundle)
    return bundle


@on_linux
def test_what_one_user_installs_goes_away_again(bundle, tmp_path):
    home = tmp_path / "home of Олена"
    other = home / ".local/share/applications/other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("of others")
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}

    subprocess.run([bundle / "install.sh"], env=environment, check=True)
    command = home / ".local/bin/frontviewer"
    assert command.read_text() == "of ours"
    assert f'Exec="{command}" %F' in (other.parent / "frontviewer.desktop").read_text()

    subprocess.run([home / ".local/lib/frontviewer/uninstall.sh"], env=environment, check=True)
    left = [path for path in home.rglob("*") if path.is_file() and "cache" not in path.name]
    assert [path for path in left if "/mime/" not in str(path)] == [other]


@on_linux
def test_an_upgrade_for_which_there_is_no_room_leaves_the_old_version(bundle, tmp_path):
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
    assert (tmp_path / "home/.local/bin/frontviewer").read_text() == "of ours"


@on_linux
def test_a_frontviewer_of_pip_is_not_overwritten(tmp_path):
    command = tmp_path / ".local/bin/frontviewer"
    command.parent.mkdir(parents=True)
    command.write_text("of pip")
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [LINUX / "install.sh"], env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "uninstall that first" in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [command]
    assert command.read_text() == "of pip"


@on_linux
@pytest.mark.parametrize("script", sorted(LINUX.glob("*.sh")), ids=lambda path: path.name)
def test_every_script_is_sound(script):
    subprocess.run(["sh", "-n", script], check=True)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", script], check=True)
    assert re.match(r"#!/bin/sh\n# [A-Z]", script.read_text(encoding="utf-8"))


def test_what_must_not_be_shipped_is_noticed(tmp_path):
    good = ("PySide6/Qt/lib/libicuuc.so.73", "numpy/testing.py", "contest/libQt6Core.so.6")
    bad = (
        "PySide6/Qt/plugins/tls/a.so",
        "QtNetwork.framework/Info.plist",
        "lib-dynload/_ssl.so",
        "numpy/tests/a.py",
        "test/support/a.py",
        "Qt6Network.dll",
        "runtime/ucrtbase.dll",
    )
    for name in (*good, *bad):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = shipped.forbidden_in(tmp_path)
    assert set(bad) <= set(found)
    assert not set(good) & set(found)


def test_on_a_real_windows_the_same_is_not_shipped():
    """The test there runs where none of our modules are."""
    script = product.ROOT / "packaging" / "windows" / "test_setup.ps1"
    (pattern,) = re.findall(r"^\$Unwanted = '(.+)'$", script.read_text("utf-8"), re.MULTILINE)
    assert pattern == shipped.FORBIDDEN.replace("/", r"\\")


def test_one_broken_promise_fails_the_check_and_the_others_are_still_looked_at(capsys):
    def fails():
        raise OSError("no room")

    status = promises.report({"it fits": fails, "it starts": str})
    assert status == 1
    assert capsys.readouterr().out.splitlines() == [
        "FAIL it fits: OSError('no room')",
        "ok   it starts",
        "1 of 2 promises broken",
    ]
    assert promises.report({"it starts": str}) == 0
