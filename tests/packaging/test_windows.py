"""The Windows installers: selected files, setup scripts, signing and test scripts."""

# ruff: noqa: S603 - it runs openssl
import re
import shutil
import subprocess
import zipfile
from importlib.util import find_spec
from pathlib import Path

import bundle_contents
import product
import pytest
from windows import file_list, imports, portable, python_runtime, setup_program, signing

WINDOWS = product.ROOT / "packaging" / "windows"

needs_signing_tools = pytest.mark.skipif(
    not (shutil.which("osslsigncode") and shutil.which("openssl") and find_spec("pip")),
    reason="needs osslsigncode, openssl, and pip for its unsigned .exe",
)


@pytest.fixture
def payload(tmp_path) -> Path:
    """Return a small payload whose file names contain spaces and dollar signs."""
    folder = tmp_path / "payload"
    for name in ("frontviewer.exe", "runtime/python311.dll", "packages/a b/price $5.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "frontviewer/ui/main_window.py",
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
def test_required_files_are_shipped(path):
    assert bundle_contents.is_shipped(path)


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
        "frontviewer/_data/resources/i18n/frontviewer.pot",
        "frontviewer/_data/resources/basemap/towns.geojson",
        "numpy-2.4.6.dist-info/RECORD",
    ],
)
def test_unused_files_and_network_libraries_are_not_shipped(path):
    assert not bundle_contents.is_shipped(path)


def test_python_is_shipped_without_openssl():
    names = [line.split()[1] for line in (WINDOWS / "python.sha256").read_text().splitlines()]
    included = {name for name in names if bundle_contents.is_shipped_python_file(name)}

    assert {"python311.dll", "python311.zip", "_ctypes.pyd", "_socket.pyd"} <= included
    assert not [name for name in included if re.match("_ssl|_hashlib|libssl|libcrypto", name)]


def test_uninstaller_deletes_exactly_the_installed_files(payload):
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
    assert "/r" not in removed  # would delete user files recursively


def test_install_and_uninstall_scripts_use_the_same_paths(payload):
    installed, folder = [], ""
    for line in file_list.install_script(payload).splitlines():
        instruction, name = re.fullmatch(r'(SetOutPath|File) "(.+)"', line).groups()
        if instruction == "SetOutPath":
            folder = name
        else:
            # File takes $ literally; Delete needs it escaped.
            installed.append(f"{folder}\\{Path(name).name}".replace(" $", " $$"))

    assert sorted(installed) == re.findall(r'Delete "(.+)"', file_list.uninstall_script(payload))


def test_portable_archive_is_reproducible_and_contains_the_marker_file(
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


def test_modified_python_is_rejected(tmp_path, monkeypatch):
    monkeypatch.setattr(python_runtime, "is_signed", lambda _: True)  # needs osslsigncode
    names = [line.split()[1] for line in (WINDOWS / "python.sha256").read_text().splitlines()]
    for name in names[:-1]:
        (tmp_path / name).write_bytes(b"changed")
    (tmp_path / "sitecustomize.py").touch()

    with pytest.raises(python_runtime.UntrustedError) as error:
        python_runtime.verify(tmp_path)
    assert "python311.dll does not match its pinned digest" in error.value.args
    assert f"{names[-1]} is missing" in error.value.args
    assert "sitecustomize.py is unexpected" in error.value.args


@pytest.fixture
def program(tmp_path) -> Path:
    """Return an unsigned Windows program, copied from pip."""
    (found,) = Path(find_spec("pip").origin).parent.rglob("distlib/w64.exe")
    return Path(shutil.copyfile(found, tmp_path / "program.exe"))


@pytest.fixture
def self_signed_certificate(tmp_path, monkeypatch) -> None:
    """Configure signing with a self-signed certificate."""
    key, pem, p12 = (tmp_path / f"own.{kind}" for kind in ("key", "pem", "p12"))
    subject = ["-subj", "/CN=frontviewer test", "-addext", "extendedKeyUsage=codeSigning"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", pem]
    subprocess.run([*make, *subject], check=True, capture_output=True)
    pack = ["openssl", "pkcs12", "-export", "-inkey", key, "-in", pem, "-passout", "pass:s e"]
    subprocess.run([*pack, "-out", p12], check=True)
    monkeypatch.setenv("WINDOWS_CERTIFICATE", str(p12))
    monkeypatch.setenv("WINDOWS_CERTIFICATE_PASSWORD", "s e")
    monkeypatch.setenv("WINDOWS_SIGN_COMMAND", "packaging/windows/sign_with_file.sh")


def test_without_a_command_nothing_is_signed(tmp_path, monkeypatch):
    monkeypatch.delenv("WINDOWS_SIGN_COMMAND", raising=False)
    (tmp_path / "setup.exe").write_bytes(b"MZ")
    signing.sign(tmp_path / "setup.exe")
    assert not signing.is_configured()
    assert (tmp_path / "setup.exe").read_bytes() == b"MZ"


@needs_signing_tools
def test_signature_becomes_invalid_when_a_byte_changes(program, self_signed_certificate):
    assert signing.signers(program) == set()
    signing.sign(program)
    assert signing.signers(program) == {"frontviewer test"}

    signed = bytearray(program.read_bytes())
    signed[len(signed) // 3] ^= 1
    program.write_bytes(signed)
    assert signing.signers(program) == set()


@needs_signing_tools
@pytest.mark.parametrize("command", ["false", "true"], ids=["fails", "does nothing"])
def test_signing_command_without_effect_stops_the_build(program, monkeypatch, command):
    monkeypatch.setenv("WINDOWS_SIGN_COMMAND", command)
    with pytest.raises((signing.UnsignedError, subprocess.CalledProcessError)):
        signing.sign(program)


@needs_signing_tools
@pytest.mark.skipif(not shutil.which("makensis"), reason="NSIS is not installed")
def test_uninstaller_inside_the_setup_is_signed(
    payload, tmp_path, monkeypatch, self_signed_certificate
):
    calls, signed_copy = tmp_path / "calls of Олена", tmp_path / "uninstaller.exe"
    (tmp_path / "command.sh").write_text(
        f'packaging/windows/sign_with_file.sh "$1"\necho >>"{calls}"\ncp "$1" "{signed_copy}"\n'
    )
    monkeypatch.setenv("WINDOWS_SIGN_COMMAND", f"sh -e {tmp_path / 'command.sh'}")
    (tmp_path / "work").mkdir()
    setup_program.build(payload, tmp_path / "own-setup.exe", tmp_path / "work", fast=True)

    assert calls.read_text() == "\n"
    assert signing.signers(signed_copy) == {"frontviewer test"}


def test_dll_that_a_clean_windows_lacks_is_found(tmp_path, monkeypatch):
    imports_of = {"csimdjson.pyd": ["MSVCP140.dll", "KERNEL32.dll"], "QtGui.pyd": ["Qt6Gui.dll"]}
    monkeypatch.setattr(
        imports, "imported", lambda path: list(map(str.lower, imports_of[path.name]))
    )
    packages = tmp_path / "packages"
    (packages / "PySide6").mkdir(parents=True)
    for name in ("csimdjson.pyd", "PySide6/QtGui.pyd"):
        (packages / name).touch()
    for beside_qt in ("Qt6Gui.dll", "msvcp140.dll"):  # only found by Qt modules
        (packages / "PySide6" / beside_qt).touch()
        imports_of[beside_qt] = []

    with pytest.raises(imports.MissingLibraryError) as error:
        imports.check(tmp_path)
    assert error.value.args == ("packages/csimdjson.pyd requires msvcp140.dll",)


def test_setup_owns_bundles_and_adds_geojson_to_open_with():
    registry = (WINDOWS / "setup" / "registry.nsh").read_text("utf-8")
    assert r'"${CLASSES}\.${OWN_EXTENSION}" "" "${OWN_PROGID}"' in registry
    assert r'"${CLASSES}\.${OPEN_WITH_EXTENSION}" ""' not in registry
    definitions = setup_program.definitions(Path(), Path("setup.exe"))
    assert '!define OWN_EXTENSION "fvz"' in definitions
    assert '!define OPEN_WITH_EXTENSION "geojson"' in definitions


def test_all_setup_strings_are_in_english_and_ukrainian():
    strings = (WINDOWS / "setup" / "strings.nsh").read_text("utf-8")
    pairs = re.findall(r'!insertmacro String (\w+)\s(?:\\\s+)?"(.+)"\s(?:\\\s+)?"(.+)"', strings)
    used = {
        name
        for path in (WINDOWS / "setup").glob("*.ns[ih]")
        for name in re.findall(r"\$\((\w+)\)", path.read_text("utf-8"))
    }

    assert {name for name, _, _ in pairs} == used
    for _, english, ukrainian in pairs:
        assert not re.search("[а-яіїєґ]", english)
        assert re.search("[а-яіїєґ]", ukrainian)


def test_both_setup_tests_have_the_same_checks_in_the_same_order():
    python = (WINDOWS / "test_setup.py").read_text("utf-8").split("# Mutants ---")[0]
    powershell = (WINDOWS / "test_setup.ps1").read_text("utf-8")
    python_names = re.findall(r'session\.check\(\s*f?"([^"]+)"', python)
    powershell_names = re.findall(r"^ +Check ['\"]([^'\"]+)['\"]", powershell, re.MULTILINE)

    assert len(python_names) > 25
    assert [name.replace("{platform}", "$platform") for name in python_names] == powershell_names


def test_counted_powershell_variables_are_arrays():
    """A PowerShell function without results returns $null, which has no Count in strict mode."""
    code = (WINDOWS / "test_setup.ps1").read_text("utf-8")
    values = [
        value
        for function in code.split("\nfunction ")
        for name in re.findall(r"\$(\w+)\.Count -eq", function)
        for value in re.findall(rf"\${name} \+?= (.+)", function)
    ]

    assert len(values) > 8
    assert [value for value in values if not value.startswith("@(")] == []
