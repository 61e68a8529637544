"""The macOS application: Info.plist, icons and scripts, as far as testable without a Mac."""

# ruff: noqa: S603, S607 - it runs our own scripts
import hashlib
import platform
import plistlib
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import icon
import product
import pytest
from macos import test_app
from macos.info import build_info_plist
from macos.macho import min_system_versions
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage, QImageReader

has_sh = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no sh")
MACOS = Path(product.ROOT) / "packaging" / "macos"


@pytest.fixture
def plist():
    return plistlib.loads(plistlib.dumps(build_info_plist()))


def test_info_plist_has_name_version_and_high_resolution(plist):
    assert plist["CFBundleIdentifier"] == "org.frontviewer.frontviewer"
    assert plist["CFBundleExecutable"] == "frontviewer"
    assert plist["CFBundleShortVersionString"] == plist["CFBundleVersion"] == product.version()
    assert plist["NSHighResolutionCapable"] is True
    assert plist["NSHumanReadableCopyright"].startswith("Copyright © 2026")
    assert plist["LSApplicationCategoryType"].startswith("public.app-category.")


def test_readme_states_the_minimum_system(plist):
    readme = (product.ROOT / "README.md").read_text("utf-8")
    oldest = plist["LSMinimumSystemVersion"].removesuffix(".0")
    assert re.findall(r"macOS (\d+) or later", readme) == [oldest] * 3


def _library(*versions):
    """Return a Mach-O library that consists of load commands only."""
    commands = b"".join(versions)
    header = struct.pack("<8I", 0xFEEDFACF, 0x0100_000C, 0, 6, len(versions), len(commands), 0, 0)
    return header + commands


def _built_for(major, minor):
    return struct.pack("<6I", 0x32, 24, 1, major << 16 | minor << 8, 15 << 16, 0)


def test_library_for_a_newer_system_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    symbols = struct.pack("<6I", 0x2, 24, 0, 0, 0, 0)
    old, new = _library(symbols, _built_for(12, 3)), _library(symbols, _built_for(14, 1))
    for name, data in (("old.dylib", old), ("new.so", new), ("notes.txt", b"not a library")):
        (tmp_path / name).write_bytes(data)
    assert min_system_versions(tmp_path / "old.dylib") == {"arm64": (12, 3)}
    assert test_app.check_min_systems(tmp_path) == "new.so"


def test_universal_library_has_a_version_per_architecture(tmp_path):
    intel = struct.pack("<4I", 0x24, 16, 10 << 16 | 9 << 8, 0)  # written by compilers until 2018
    parts = [_library(intel).replace(b"\x0c\0\0\x01", b"\x07\0\0\x01"), _library(_built_for(11, 0))]
    table, start = struct.pack(">2I", 0xCAFEBABE, 2), 48
    for processor, part in zip((0x0100_0007, 0x0100_000C), parts, strict=True):
        table += struct.pack(">5I", processor, 0, start, len(part), 0)
        start += len(part)
    (tmp_path / "both.dylib").write_bytes(b"".join([table, *parts]))
    assert min_system_versions(tmp_path / "both.dylib") == {"x86_64": (10, 9), "arm64": (11, 0)}


def test_wrong_info_plist_value_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "arm64")
    file = tmp_path / "Contents" / "Info.plist"
    file.parent.mkdir()
    values = build_info_plist() | {"DTCompiler": "added by PyInstaller"}
    file.write_bytes(plistlib.dumps(values))
    assert test_app.check_info_plist(tmp_path) == ""
    file.write_bytes(plistlib.dumps(values | {"CFBundleVersion": "0.0.9"}))
    assert test_app.check_info_plist(tmp_path) == "CFBundleVersion is '0.0.9'"


def test_program_owns_bundles_and_is_an_alternative_for_geojson(plist):
    types = {kind["LSItemContentTypes"][0]: kind for kind in plist["CFBundleDocumentTypes"]}
    assert types["org.frontviewer.bundle"]["LSHandlerRank"] == "Owner"
    assert types["public.geojson"]["LSHandlerRank"] == "Alternate"
    assert {kind["CFBundleTypeRole"] for kind in types.values()} == {"Viewer"}


def test_declared_types_match_the_file_types_of_other_systems(plist):
    declared = {
        kind["UTTypeIdentifier"]: kind["UTTypeTagSpecification"]
        for kind in plist["UTExportedTypeDeclarations"] + plist["UTImportedTypeDeclarations"]
    }
    assert [kind["UTTypeIdentifier"] for kind in plist["UTExportedTypeDeclarations"]] == [
        "org.frontviewer.bundle"
    ]
    assert declared == {
        kind.uti: {
            "public.filename-extension": [kind.extension],
            "public.mime-type": [kind.mime],
        }
        for kind in product.FILE_TYPES
    }


def test_icns_contains_all_sizes():
    elements = dict(_elements(icon.build_icns()))
    widths = {
        kind: QImage.fromData(data).width()
        for kind, data in elements.items()
        if data.startswith(b"\x89PNG")
    }
    assert sorted(set(widths.values())) == [32, 64, 128, 256, 512, 1024]
    masks = {name: len(elements[name]) for name in (b"s8mk", b"l8mk")}
    assert masks == {b"s8mk": 16 * 16, b"l8mk": 32 * 32}
    small = _read(icon.build_icns(), "icns")
    for size in (16, 32, 128):
        rendered = icon.render_image(size).convertToFormat(QImage.Format.Format_RGBA8888)
        assert rendered in [image.convertToFormat(rendered.format()) for image in small]


def test_ico_contains_all_sizes():
    sizes = [image.width() for image in _read(icon.build_ico(), "ico")]
    assert sorted(sizes) == [16, 20, 24, 32, 40, 48, 64, 128, 256]


def _elements(data):
    """Yield type and data of each element of an icns file; check the length in its header."""
    assert data[:8] == b"icns" + struct.pack(">I", len(data))
    offset = 8
    while offset < len(data):
        kind, size = struct.unpack_from(">4sI", data, offset)
        yield kind, data[offset + 8 : offset + size]
        offset += size


def _read(data, kind):
    """Return the images that Qt reads from an icon file."""
    buffer = QBuffer()
    buffer.setData(data)
    reader = QImageReader(buffer, kind.encode())
    images = []
    for number in range(reader.imageCount()):
        reader.jumpToImage(number)
        images.append(reader.read())
    return images


def test_entitlements_are_minimal():
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert entitlements == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


@has_sh
@pytest.mark.parametrize("script", sorted(MACOS.glob("*.sh")), ids=lambda path: path.name)
def test_shell_scripts_pass_checks(script):
    subprocess.run(["sh", "-n", script], check=True)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", script], check=True)


@has_sh
def test_without_a_certificate_signing_is_skipped_with_a_note():
    done = subprocess.run(
        [MACOS / "sign_notarise.sh", "sign", "frontviewer.app"],
        env={"PATH": "/usr/bin:/bin"}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout == "Not signed: MACOS_IDENTITY is not set.\n"


@has_sh
@pytest.mark.skipif(sys.platform == "darwin", reason="not on a Mac")
def test_disk_image_needs_a_mac(tmp_path):
    done = subprocess.run(
        [MACOS / "make_dmg.sh", tmp_path / "frontviewer.app", tmp_path / "frontviewer.dmg"],
        env={"PATH": "/usr/bin:/bin"}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "on a Mac" in done.stderr


@pytest.fixture
def tools(tmp_path):
    """Return a function that adds a mock of a macOS tool, which logs its calls to a file."""
    log = tmp_path / "called"
    log.touch()

    def add(name, script=""):
        tool = tmp_path / "bin" / name
        tool.parent.mkdir(exist_ok=True)
        tool.write_text(f'#!/bin/sh\necho "{name} $*" >>"{log}"\n{script}\n')
        tool.chmod(0o755)
        return log

    return add


def _run_with(tools, tmp_path, *command, **environment):
    path = f"{tmp_path / 'bin'}:/usr/bin:/bin"
    return subprocess.run(
        command, env={"PATH": path, **environment}, check=False, capture_output=True, text=True
    )


@has_sh
@pytest.mark.parametrize("status", ["Accepted", "Invalid"])
def test_only_accepted_images_count_as_notarized(tools, tmp_path, status):
    """`notarytool` exits with 0 in both cases."""
    output = f"printf '  id: 4711\\n  status: {status}\\n'"
    log = tools("xcrun", f'[ "$2" != submit ] || {output}\n[ "$2" != log ] || echo "no signature"')
    tools("codesign")
    tools("spctl")
    done = _run_with(
        tools, tmp_path, MACOS / "sign_notarise.sh", "notarise", "a.dmg",
        MACOS_IDENTITY="us", MACOS_NOTARY_PROFILE="ours", MACOS_KEYCHAIN="a key",
    )  # fmt: skip
    calls = log.read_text().splitlines()
    assert "xcrun notarytool submit a.dmg --keychain-profile ours --keychain a key --wait" in calls
    if status == "Accepted":
        assert done.returncode == 0
        assert "xcrun stapler staple a.dmg" in calls
    else:
        assert (done.returncode, done.stderr) == (1, "no signature\n")
        assert calls[-1].startswith("xcrun notarytool log 4711 --keychain-profile ours --keychain")


@has_sh
@pytest.mark.parametrize(("busy", "status"), [(2, 0), (9, 1)])
def test_image_creation_is_retried_while_the_volume_is_busy(tools, tmp_path, busy, status):
    tools("ditto")
    tools("sleep")
    log = tmp_path / "called"
    tools("hdiutil", f'[ "$1" != create ] || [ "$(grep -c create "{log}")" -gt {busy} ]')
    done = _run_with(tools, tmp_path, MACOS / "make_dmg.sh", "frontviewer.app", "a.dmg")
    assert done.returncode == status
    assert log.read_text().count("hdiutil create") == (3 if status == 0 else 4)


def test_busy_volume_is_unmounted_by_force(monkeypatch):
    calls = []

    def run(*command):
        calls.append(command[3:-1])
        return subprocess.CompletedProcess(command, int("-force" not in command), stderr="busy")

    monkeypatch.setattr(test_app, "_run", run)
    monkeypatch.setattr(test_app.time, "sleep", lambda _: None)
    test_app._detach("/Volumes/frontviewer")
    assert calls == [(), (), ("-force",)]


def test_file_opening_check_can_run_twice(tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    monkeypatch.setattr(test_app, "default_unpack_folder", lambda: cache)

    def open_file(command, **_):
        """Unpack the given bundle, as the application does."""
        with ZipFile(command[-1]) as archive:
            data = archive.read("dossier.json")
            archive.extractall(cache / hashlib.sha256(data).hexdigest())

    monkeypatch.setattr(test_app.subprocess, "run", open_file)
    monkeypatch.setattr(
        test_app, "_run", lambda *command: subprocess.CompletedProcess(command, 1, stdout="")
    )
    assert [test_app.check_file_opening(tmp_path / "frontviewer.app") for _ in range(2)] == ["", ""]
