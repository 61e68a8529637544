"""What the Windows installers take along, take away again, and promise."""

# ruff: noqa: S603 - it makes a certificate
import re
import shutil
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path

import product
import pytest
import shipped
from windows import file_list, imports, portable, python_runtime, setup_program, signing

WINDOWS = product.ROOT / "packaging" / "windows"

needs_tools_to_sign = pytest.mark.skipif(
    not (shutil.which("osslsigncode") and shutil.which("openssl") and find_spec("pip")),
    reason="there are no tools to sign with, or no program to sign",
)


@pytest.fixture
def payload(tmp_path) -> Path:
    """Return a small payload whose names are as odd as Windows allows."""
    folder = tmp_path / "payload"
    for name in ("frontviewer.exe", "runtime/python311.dll", "packages/a b/price $5.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "frontviewer/shell/main_window.py",
        "frontviewer/_data/layers/evidence.json",
        "frontviewer/_data/resources/basemap/ground.npz",
        "frontviewer/_data/resources/schemas/dossier.schema.json",
        "PySide6/__init__.py",
        "PySide6/QtWidgets.pyd",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/Qt6Svg.dll",
        "PySide6/Qt/lib/libQt6Svg.so.6",
        "PySide6/Qt/lib/QtSvg.framework/Versions/A/QtSvg",
        "PySide6/pyside6.abi3.dll",
        "PySide6/libpyside6.abi3.so.6.9",
        "PySide6/Qt/lib/libicudata.so.73",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "pyproj/proj_dir/share/proj/proj.db",
        "pyproj.libs/proj_9-c635.dll",
        "numpy/typing/__init__.py",
        "csimdjson.pyd",
        "shapely-2.2.0.dist-info/licenses/LICENSE_GEOS",
        "numpy-2.4.6.dist-info/METADATA",
    ],
)
def test_what_the_program_needs_is_shipped(path):
    assert shipped.ships(path)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/QtNetwork.pyd",
        "PySide6/Qt6Network.dll",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork",
        "PySide6/plugins/tls/qschannelbackend.dll",
        "PySide6/QtOpenGL.pyd",
        "PySide6/Qt6OpenGL.dll",
        "PySide6/opengl32sw.dll",
        "PySide6/qml/QtQuick/qmldir",
        "PySide6/translations/qtbase_uk.qm",
        "PySide6/designer.exe",
        "PySide6/QtCore.pyi",
        "numpy/_core/tests/test_array.py",
        "numpy/f2py/f2py2e.py",
        "numpy/_core/lib/npymath.lib",
        "shapely/tests/test_io.py",
        "pyproj/proj_dir/share/proj/world",
        "frontviewer/_data/layers/make/draw.py",
        "frontviewer/_data/resources/basemap/towns.geojson",
        "numpy-2.4.6.dist-info/RECORD",
    ],
)
def test_what_would_only_take_room_or_reach_the_network_is_not(path):
    assert not shipped.ships(path)


def test_python_comes_without_openssl_and_with_what_we_import():
    names = [line.split()[1] for line in (WINDOWS / "python.sha256").read_text().splitlines()]
    take_ranges = {name for name in names if shipped.ships_of_python(name)}

    assert {"python311.dll", "python311.zip", "_ctypes.pyd", "_socket.pyd"} <= take_ranges
    assert not [name for name in take_ranges if re.match("_ssl|_hashlib|libssl|libcrypto", name)]


def test_the_uninstaller_names_what_was_installed_and_nothing_else(payload):
    removed = file_list.uninstall_script(payload)
    assert re.findall(r'^Delete "\$INSTDIR\\(.+)"$', removed, re.MULTILINE) == [
        "frontviewer.exe",
        r"packages\a b\price $$5.txt",
        r"runtime\python311.dll",
    ]
    assert re.findall(r'^RMDir "(.+)"$', removed, re.MULTILINE) == [
        r"$INSTDIR\packages\a b",
        r"$INSTDIR\packages",
        r"$INSTDIR\runtime",
    ]
    assert "/r" not in removed  # which would take people's own files with it


def test_the_setup_lays_each_file_where_the_uninstaller_looks_for_it(payload):
    laid, folder = [], ""
    for line in file_list.install_script(payload).splitlines():
        instruction, name = re.fullmatch(r'(SetOutPath|File) "(.+)"', line).groups()
        if instruction == "SetOutPath":
            folder = name
        else:
            laid.append(
                f"{folder}\\{Path(name).name}".replace(" $", " $$")
            )  # in File, $ is no sign

    assert sorted(laid) == re.findall(r'Delete "(.+)"', file_list.uninstall_script(payload))


def test_the_portable_archive_is_the_same_each_time_and_says_that_it_is_portable(
    payload, tmp_path, monkeypatch
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    portable.pack(payload, first)
    copy = shutil.copytree(payload, tmp_path / "copy", copy_function=shutil.copyfile)
    portable.pack(copy, second)

    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert "frontviewer/portable.txt" in archive.namelist()
        assert {name.split("/")[0] for name in archive.namelist()} == {"frontviewer"}


def test_a_python_with_one_changed_byte_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(python_runtime, "is_signed", lambda _: True)  # needs a tool
    names = [line.split()[1] for line in (WINDOWS / "python.sha256").read_text().splitlines()]
    for name in names[:-1]:
        (tmp_path / name).write_bytes(b"changed")
    (tmp_path / "sitecustomize.py").touch()

    with pytest.raises(python_runtime.UntrustedError) as refused:
        python_runtime.verify(tmp_path)
    assert "python311.dll is not the one that was pinned" in refused.value.args
    assert f"{names[-1]} is missing" in refused.value.args
    assert "sitecustomize.py does not belong there" in refused.value.args


@pytest.fixture
def program(tmp_path) -> Path:
    """Return a program for Windows that nobody has signed: pip has one."""
    (found,) = Path(find_spec("pip").origin).parent.rglob("distlib/w64.exe")
    return Path(shutil.copyfile(found, tmp_path / "program.exe"))


@pytest.fixture
def own_certificate(tmp_path, monkeypatch) -> None:
    """Sign with a certificate of our own making."""
    key, own, packed = (tmp_path / f"own.{kind}" for kind in ("key", "pem", "p12"))
    subject = ["-subj", "/CN=frontviewer test", "-addext", "extendedKeyUsage=codeSigning"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", own]
    subprocess.run([*make, *subject], check=True, capture_output=True)
    pack = ["openssl", "pkcs12", "-export", "-inkey", key, "-in", own, "-passout", "pass:s e"]
    subprocess.run([*pack, "-out", packed], check=True)
    monkeypatch.setenv("WINDOWS_CERTIFICATE", str(packed))
    monkeypatch.setenv("WINDOWS_CERTIFICATE_PASSWORD", "s e")
    monkeypatch.setenv("WINDOWS_SIGN_COMMAND", "packaging/windows/sign_with_file.sh")


def test_without_a_command_nothing_is_signed(tmp_path, monkeypatch):
    monkeypatch.delenv("WINDOWS_SIGN_COMMAND", raising=False)
    (tmp_path / "setup.exe").write_bytes(b"MZ")
    signing.sign(tmp_path / "setup.exe")
    assert not signing.has_command()
    assert (tmp_path / "setup.exe").read_bytes() == b"MZ"


@needs_tools_to_sign
def test_a_program_is_signed_and_one_changed_byte_shows(program, own_certificate):
    assert signing.signers(program) == set()
    signing.sign(program)
    assert signing.signers(program) == {"frontviewer test"}

    signed = bytearray(program.read_bytes())
    signed[len(signed) // 3] ^= 1
    program.write_bytes(signed)
    assert signing.signers(program) == set()


@needs_tools_to_sign
@pytest.mark.parametrize("command", ["false", "true"], ids=["fails", "does nothing"])
def test_a_command_that_does_not_sign_stops_the_build(program, monkeypatch, command):
    monkeypatch.setenv("WINDOWS_SIGN_COMMAND", command)
    with pytest.raises((signing.UnsignedError, subprocess.CalledProcessError)):
        signing.sign(program)


@needs_tools_to_sign
@pytest.mark.skipif(not shutil.which("makensis"), reason="there is no NSIS")
def test_the_uninstaller_inside_the_setup_is_signed(
    payload, tmp_path, monkeypatch, own_certificate
):
    calls, kept = tmp_path / "calls of Олена", tmp_path / "uninstaller.exe"
    (tmp_path / "command.sh").write_text(
        f'packaging/windows/sign_with_file.sh "$1"\necho >>"{calls}"\ncp "$1" "{kept}"\n'
    )
    monkeypatch.setenv("WINDOWS_SIGN_COMMAND", f"sh -e {tmp_path / 'command.sh'}")
    (tmp_path / "work").mkdir()
    setup_program.build(payload, tmp_path / "own-setup.exe", tmp_path / "work", quickly=True)

    assert calls.read_text() == "\n"
    assert signing.signers(kept) == {"frontviewer test"}


def test_a_library_that_a_bare_windows_lacks_is_noticed_wherever_wine_would_have_its_own(
    tmp_path, monkeypatch
):
    wants = {"csimdjson.pyd": ["MSVCP140.dll", "KERNEL32.dll"], "QtGui.pyd": ["Qt6Gui.dll"]}
    monkeypatch.setattr(imports, "imported", lambda path: list(map(str.lower, wants[path.name])))
    packages = tmp_path / "packages"
    (packages / "PySide6").mkdir(parents=True)
    for name in ("csimdjson.pyd", "PySide6/QtGui.pyd"):
        (packages / name).touch()
    for beside_qt in ("Qt6Gui.dll", "msvcp140.dll"):  # where only Qt's own modules find it
        (packages / "PySide6" / beside_qt).touch()
        wants[beside_qt] = []

    with pytest.raises(imports.MissingLibraryError) as missing:
        imports.check(tmp_path)
    assert missing.value.args == ("packages/csimdjson.pyd wants msvcp140.dll",)


def test_bundles_are_ours_and_geojson_is_only_offered():
    registry = (WINDOWS / "setup" / "registry.nsh").read_text("utf-8")
    assert r'"${CLASSES}\.${OUR_EXTENSION}" "" "${DOSSIER}"' in registry
    assert r'"${CLASSES}\.${OFFERED_EXTENSION}" ""' not in registry
    defined = setup_program.definitions(Path(), Path("setup.exe"))
    assert '!define OUR_EXTENSION "fvz"' in defined
    assert '!define OFFERED_EXTENSION "geojson"' in defined


def test_every_text_of_the_setup_is_in_english_and_ukrainian():
    texts = (WINDOWS / "setup" / "texts.nsh").read_text("utf-8")
    pairs = re.findall(r'!insertmacro Text (\w+)\s(?:\\\s+)?"(.+)"\s(?:\\\s+)?"(.+)"', texts)
    used = {
        name
        for path in (WINDOWS / "setup").glob("*.ns[ih]")
        for name in re.findall(r"\$\((\w+)\)", path.read_text("utf-8"))
    }

    assert {name for name, _, _ in pairs} == used
    for _, english, ukrainian in pairs:
        assert not re.search("[а-яіїєґ]", english)
        assert re.search("[а-яіїєґ]", ukrainian)


def test_wine_and_windows_try_the_same_promises_in_the_same_order():
    python = (WINDOWS / "test_setup.py").read_text("utf-8").split("# Broken programs")[0]
    powershell = (WINDOWS / "test_setup.ps1").read_text("utf-8")
    here = re.findall(r'trial\.check\(\s*f?"([^"]+)"', python)
    there = re.findall(r"^ +Check ['\"]([^'\"]+)['\"]", powershell, re.MULTILINE)

    assert len(here) > 25
    assert [name.replace("{platform}", "$platform") for name in here] == there


def test_windows_counts_what_it_finds_also_where_it_finds_nothing():
    """PowerShell makes nothing at all of no results, and that has no Count."""
    code = (WINDOWS / "test_setup.ps1").read_text("utf-8")
    meanings = [
        meaning
        for function in code.split("\nfunction ")
        for name in re.findall(r"\$(\w+)\.Count -eq", function)
        for meaning in re.findall(rf"\${name} \+?= (.+)", function)
    ]

    assert len(meanings) > 8
    assert [meaning for meaning in meanings if not meaning.startswith("@(")] == []
