"""Third-party components: complete list with versions, licenses and sources; SBOM; checksums."""

# ruff: noqa: S603 - it runs our own script, compilers and sha256sum
import ctypes
import importlib.metadata
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import bundle_contents
import checksums
import components
import licences
import lock
import numpy as np
import product
import pyproj
import PySide6
import pytest
from packaging.requirements import Requirement
from PySide6.QtGui import QImageReader
from windows import wheel_files


@pytest.fixture
def build(tmp_path):
    """Return a build folder with all libraries of the wheels as nearly empty files."""
    folder = tmp_path / "build"
    names = [
        str(file)
        for wheel in lock.runtime_wheels()
        for file in importlib.metadata.files(wheel)
        if bundle_contents.is_shipped(str(file)) and re.search(r"\.(so|pyd|dll|dylib)\b", file.name)
    ]
    for name in [*names, "libpython3.11.so.1.0", "lib-dynload/_bz2.cpython-311.so"]:
        path = folder / "_internal" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x7fELF")
    (folder / "_internal/libpython3.11.so.1.0").write_bytes(b"\x7fELF\x003.11.9\x00")
    qt = folder / "_internal/PySide6/Qt/lib/libQt6Core.so.6"
    qt.parent.mkdir(parents=True, exist_ok=True)
    qt.write_bytes(b"\x7fELF Qt 6.9.3 (x86_64")
    return folder


def test_every_library_belongs_to_a_component_with_a_license(build):
    found = components.find_components(build)
    wheels = {component.wheel.name for component in found if component.wheel}
    assert wheels == lock.runtime_wheels().keys()
    assert all(component.licence and component.texts for component in found)
    names = {component.name for component in found}
    assert {"CPython", "Qt", "PySide6", "Shiboken", "GEOS", "PROJ"} <= names


def test_versions_are_read_from_the_shipped_libraries(build):
    versions = {item.name: item.version for item in components.find_components(build)}
    assert (versions["CPython"], versions["Qt"]) == ("3.11.9", "6.9.3")
    assert versions["numpy"] == np.__version__


@pytest.mark.parametrize("magic", [b"\x7fELF", b"MZ\x90\0", b"\xcf\xfa\xed\xfe"])
def test_library_without_a_component_stops_the_build(build, magic):
    (build / "_internal/newcomer").write_bytes(magic)
    with pytest.raises(components.ComponentError) as error:
        licences.write_licences(build, build / "licences")
    assert error.value.args == ("_internal/newcomer belongs to no component",)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("licences/numpy/newcomer.so", None),  # license folder of a build: texts only
        ("_internal/numpy/licences/newcomer.so", "numpy"),
        ("_internal/licences/newcomer.so", "missing"),
    ],
)
def test_only_the_license_folder_of_a_build_is_skipped(tmp_path, name, owner):
    build = tmp_path / "licences" / "build"  # a parent of the same name
    (build / name).parent.mkdir(parents=True)
    (build / name).write_bytes(b"\x7fELF")
    if owner == "missing":
        with pytest.raises(components.ComponentError, match=f"{name} belongs to no component"):
            components.find_components(build)
    else:
        owners = [item.name for item in components.find_components(build) if item.files]
        assert owners == ([owner] if owner else [])


def test_version_that_differs_from_the_lock_stops_the_build(build):
    metadata = build / "packages/msgspec-0.1.dist-info/METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Name: msgspec\nVersion: 0.1\n", encoding="utf-8")
    with pytest.raises(
        components.ComponentError, match=r"msgspec is 0\.1, but the lock file requires"
    ):
        components.find_components(build)


def test_component_list_names_license_texts_and_replaceable_libraries(build):
    folder = build / "licences"
    licences.write_licences(build, folder)
    text = (folder / licences.LIST_FILE).read_text(encoding="utf-8")
    assert text.startswith(f"frontviewer {product.version()}: ")
    for name in re.findall(r"^text +(.+(?:\n {9}.+)*)", text, re.MULTILINE):
        for file in re.split(r",\s+", re.sub(r"\n {9}", " ", name)):
            assert (folder / file).stat().st_size, file
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (folder / "LGPL-3.0.txt").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "GPL-3.0.txt").read_text("utf-8")
    unwrapped = " ".join(text.split())
    assert "PySide6, Qt and Shiboken are used under the GNU Lesser General Public" in unwrapped
    assert "You may replace any of them with your own build" in unwrapped
    assert "download.qt.io/official_releases/qt/6.9/6.9.3/" in text
    assert licences.format_list(components.find_components(build)) == text


def test_table_matches_the_installed_wheels():
    rows = {row.name: row for row in components.read_table()}
    series = lock.runtime_wheels()["pyside6-essentials"].version.rpartition(".")[0]
    assert f"/qt/{series}/{{version}}/" in rows["Qt"].source
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    if blas["name"] == "scipy-openblas":  # Apple's Accelerate on Apple silicon
        assert blas["version"].startswith(f"{rows['OpenBLAS'].version}.")


@pytest.mark.parametrize(
    "row", [row for row in components.read_table() if row.looked_up_in], ids=lambda row: row.name
)
def test_looked_up_versions_are_for_the_locked_wheel(row):
    wheel, release = row.looked_up_in.split()
    assert lock.runtime_wheels()[wheel].version == release, (
        f"look up the version of {row.name} again"
    )


def test_table_matches_the_versions_in_our_files():
    rows = {row.name: row for row in components.read_table()}
    for name, file, pattern in (
        ("PyInstaller bootloader", "requirements/build.txt", "pyinstaller=={}"),
        ("Lucide", "resources/icons/README.md", "`lucide-static` {})"),
    ):
        assert pattern.format(rows[name].version) in (product.ROOT / file).read_text("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="the symbol is only exported on Linux")
def test_table_matches_the_version_that_libwebp_reports():
    QImageReader.supportedImageFormats()  # loads the dependencies of the plugin
    (plugin,) = Path(PySide6.__path__[0]).rglob("libqwebp.so")
    number = ctypes.CDLL(str(plugin)).WebPGetDecoderVersion()
    version = ".".join(map(str, number.to_bytes(3)))
    assert version == next(row.version for row in components.read_table() if row.name == "libwebp")


@pytest.mark.parametrize(
    ("name", "command", "pattern"),
    [
        ("NSIS", ["makensis", "-VERSION"], r"v([\d.]+)"),
        (
            "mingw-w64 runtime",
            ["x86_64-w64-mingw32-gcc-win32", "-E", "-dM", "-include", "_mingw_mac.h", "-xc", "-"],
            r"_VERSION_(?:MAJOR|MINOR|BUGFIX) (\d+)",
        ),
    ],
)
def test_table_matches_the_versions_of_the_build_tools(name, command, pattern):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    output = subprocess.run(command, check=True, capture_output=True, text=True, input="").stdout
    version = next(row.version for row in components.read_table() if row.name == name)
    assert sorted(".".join(re.findall(pattern, output)).split(".")) == sorted(version.split("."))


def test_registries_in_the_proj_database_are_listed(build):
    database = Path(pyproj.datadir.get_data_dir()) / "proj.db"
    copy = build / "_internal/pyproj/proj_dir/share/proj/proj.db"
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(database, copy)
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as opened:
        metadata = dict(opened.execute("SELECT key, value FROM metadata"))
    found = {item.name: item for item in components.find_components(build)}
    for name, key, prefix in (
        ("EPSG Geodetic Parameter Dataset", "EPSG.VERSION", "v"),
        ("Esri coordinate systems", "ESRI.VERSION", "ArcGIS Pro "),
        ("IGNF coordinate systems (IGN France)", "IGNF.VERSION", ""),
    ):
        assert f"{prefix}{found[name].version}" == metadata[key]
    epsg = found["EPSG Geodetic Parameter Dataset"]
    assert "owned by IOGP" in epsg.credit
    assert "Ownership of the EPSG Dataset by IOGP must be" in epsg.texts["epsg.txt"].read_text(
        "utf-8"
    )


def test_geonames_data_comes_with_its_license(build):
    layer = build / "_internal/frontviewer/_data/layers/context.geojson"
    layer.parent.mkdir(parents=True)
    shutil.copy(product.ROOT / "layers/context.geojson", layer)
    (places,) = (item for item in components.find_components(build) if "GeoNames" in item.name)
    assert layer.relative_to(build) in places.files
    texts = {name: path.read_text("utf-8") for name, path in places.texts.items()}
    assert texts["CC-BY-4.0.txt"].startswith("Attribution 4.0 International")
    notice = texts[f"{places.name}/NOTICE"]
    assert "https://creativecommons.org/licenses/by/4.0/" in notice
    assert "https://www.geonames.org" in notice


def test_runtime_wheels_are_exactly_the_dependencies_of_the_program():
    pending, found = {"frontviewer"}, set()
    while pending:
        name = pending.pop()
        found.add(name)
        requirements = map(Requirement, importlib.metadata.requires(name) or ())
        names = {
            re.sub(r"[-_.]+", "-", requirement.name).lower()
            for requirement in requirements
            if not requirement.marker or requirement.marker.evaluate({"extra": ""})
        }
        pending |= names - found
    assert lock.runtime_wheels().keys() == found - {"frontviewer"}


@pytest.fixture
def two_system_lock(tmp_path, monkeypatch):
    """Replace the lock file by one with a wheel for Windows and a wheel for other systems."""
    lines = [
        f"{name}==1.0 ; {marker} \\\n    --hash=sha256:{'0' * 64}\n    # via frontviewer"
        for name, marker in (
            ("certifi", "sys_platform == 'win32' and platform_machine == 'AMD64'"),
            ("psutil", "sys_platform != 'win32'"),
        )
    ]
    (tmp_path / "run.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(lock, "LOCK", tmp_path / "run.txt")
    lock.runtime_wheels.cache_clear()
    yield
    lock.runtime_wheels.cache_clear()


@pytest.mark.skipif(sys.platform == "win32", reason="the payload is not built on Windows")
def test_windows_payload_contains_the_wheels_for_windows(two_system_lock, tmp_path, monkeypatch):
    monkeypatch.setattr(wheel_files.subprocess, "run", lambda *_, **__: None)  # pip
    wheel_files.download(tmp_path / "wheels")
    assert (tmp_path / "wheels/wanted.txt").read_text("utf-8").startswith("certifi==1.0 --hash")
    assert lock.runtime_wheels().keys() == {"psutil"}

    payload = tmp_path / "payload"
    dist_info = payload / "packages/certifi-1.0.dist-info"
    (dist_info / "licenses").mkdir(parents=True)
    (dist_info / "METADATA").write_text("Name: certifi\nVersion: 1.0\nLicense: MPL-2.0\n")
    (dist_info / "licenses/LICENSE").write_text("license text")
    (payload / "frontviewer.exe").write_bytes(b"MZ")
    found = {item.name: item.version for item in components.find_components(payload) if item.wheel}
    assert found == {"certifi": "1.0"}


def test_licenses_are_valid_spdx_expressions():
    spdx = pytest.importorskip("license_expression", reason="requirements/build.txt is missing")
    known = spdx.get_spdx_licensing()
    for row in components.read_table():
        unknown = known.validate(row.licence).invalid_symbols if row.licence else ()
        assert all(name.startswith("LicenseRef-") for name in unknown), row


def test_sbom_is_valid_complete_and_reproducible(build, monkeypatch):
    if not find_spec("cyclonedx"):
        pytest.skip("requirements/build.txt is not installed")
    import sbom  # noqa: PLC0415
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    target = build.parent / "parts.cdx.json"
    sbom.main(build, target)
    text = target.read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    entries = {entry["name"]: entry for entry in json.loads(text)["components"]}
    for wheel in lock.runtime_wheels().values():
        (files,) = (
            reference["hashes"]
            for reference in entries[wheel.name]["externalReferences"]
            if reference["type"] == "distribution"
        )
        assert {file["content"] for file in files} == set(wheel.hashes)
    assert json.loads(text)["metadata"]["timestamp"] == "2026-01-01T00:00:00+00:00"

    archive = shutil.make_archive(str(build.parent / "packed"), "zip", build.parent, "build")
    done = subprocess.run(
        [sys.executable, sbom.__file__, archive, target], check=False, capture_output=True
    )
    assert (done.stderr, target.read_text(encoding="utf-8")) == (b"", text)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not installed")
def test_checksums_reveal_a_modified_download(tmp_path):
    setup = tmp_path / "windows" / "frontviewer-setup.exe"
    setup.parent.mkdir()
    setup.write_bytes(b"as built")
    (tmp_path / "windows" / "notes.txt").write_text("not a download", encoding="utf-8")
    checksums.main(tmp_path)
    assert (
        (tmp_path / checksums.LIST_FILE)
        .read_text("utf-8")
        .endswith("  windows/frontviewer-setup.exe\n")
    )
    check = ["sha256sum", "--check", "--status", checksums.LIST_FILE]
    assert subprocess.run(check, check=False, cwd=tmp_path).returncode == 0
    setup.write_bytes(b"as built!")
    assert subprocess.run(check, check=False, cwd=tmp_path).returncode == 1
