"""What others made of what we ship: each part is named, under its licence, with its source."""

# ruff: noqa: S603 - it runs our own script and the tools that users check files with
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

import checksums
import components
import licences
import lock
import numpy as np
import product
import pyproj
import PySide6
import pytest
import shipped
from packaging.requirements import Requirement
from PySide6.QtGui import QImageReader
from windows import wheel_files


@pytest.fixture
def build(tmp_path):
    """A build that has every library of our wheels by name, and nothing in it."""
    folder = tmp_path / "build"
    names = [
        str(file)
        for wheel in lock.shipped_wheels()
        for file in importlib.metadata.files(wheel)
        if shipped.ships(str(file)) and re.search(r"\.(so|pyd|dll|dylib)\b", file.name)
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


def test_every_library_of_our_wheels_has_an_owner_and_a_licence(build):
    found = components.components_in(build)
    assert {one.wheel.name for one in found if one.wheel} == lock.shipped_wheels().keys()
    assert all(one.licence and one.texts for one in found)
    assert {"CPython", "Qt", "PySide6", "Shiboken", "GEOS", "PROJ"} <= {one.name for one in found}


def test_versions_are_read_from_what_is_shipped(build):
    versions = {one.name: one.version for one in components.components_in(build)}
    assert (versions["CPython"], versions["Qt"]) == ("3.11.9", "6.9.3")
    assert versions["numpy"] == np.__version__


@pytest.mark.parametrize("start", [b"\x7fELF", b"MZ\x90\0", b"\xcf\xfa\xed\xfe"])
def test_a_library_that_nobody_owns_stops_the_build(build, start):
    (build / "_internal/newcomer").write_bytes(start)
    with pytest.raises(components.ComponentError) as error:
        licences.write_licences(build, build / "licences")
    assert error.value.args == ("_internal/newcomer is owned by nobody",)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("licences/numpy/newcomer.so", None),  # where builds put them: texts only
        ("_internal/numpy/licences/newcomer.so", "numpy"),
        ("_internal/licences/newcomer.so", "nobody"),
    ],
)
def test_only_the_licences_of_a_build_are_not_looked_through(tmp_path, name, owner):
    build = tmp_path / "licences" / "build"  # wherever it lies
    (build / name).parent.mkdir(parents=True)
    (build / name).write_bytes(b"\x7fELF")
    if owner == "nobody":
        with pytest.raises(components.ComponentError, match=f"{name} is owned by nobody"):
            components.components_in(build)
    else:
        owners = [one.name for one in components.components_in(build) if one.files]
        assert owners == ([owner] if owner else [])


def test_another_version_than_the_locks_stops_the_build(build):
    facts = build / "packages/msgspec-0.1.dist-info/METADATA"
    facts.parent.mkdir(parents=True)
    facts.write_text("Name: msgspec\nVersion: 0.1\n", encoding="utf-8")
    with pytest.raises(components.ComponentError, match=r"msgspec is 0\.1, but the lock wants"):
        components.components_in(build)


def test_users_get_the_words_of_every_licence_and_know_what_they_may_replace(build):
    folder = build / "licences"
    licences.write_licences(build, folder)
    text = (folder / licences.LIST).read_text(encoding="utf-8")
    assert text.startswith(f"frontviewer {product.version()}: ")
    for name in re.findall(r"^words +(.+(?:\n {9}.+)*)", text, re.MULTILINE):
        for file in re.split(r",\s+", re.sub(r"\n {9}", " ", name)):
            assert (folder / file).stat().st_size, file
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in (folder / "LGPL-3.0.txt").read_text("utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (folder / "GPL-3.0.txt").read_text("utf-8")
    message_bar = " ".join(text.split())
    assert "PySide6, Qt and Shiboken are used under the GNU Lesser General Public" in message_bar
    assert "put your own build of any of them in the place of ours" in message_bar
    assert "download.qt.io/official_releases/qt/6.9/6.9.3/" in text
    assert licences.third_party(components.components_in(build)) == text


def test_what_is_typed_is_what_the_wheels_bring():
    rows = {row.name: row for row in components.rows()}
    series = lock.shipped_wheels()["pyside6-essentials"].version.rpartition(".")[0]
    assert f"/qt/{series}/{{version}}/" in rows["Qt"].source
    blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
    if blas["name"] == "scipy-openblas":  # Apple's own on Apple silicon
        assert blas["version"].startswith(f"{rows['OpenBLAS'].version}.")


@pytest.mark.parametrize(
    "row", [row for row in components.rows() if row.looked_up_in], ids=lambda row: row.name
)
def test_versions_were_looked_up_for_the_wheel_that_is_shipped(row):
    wheel, release = row.looked_up_in.split()
    assert lock.shipped_wheels()[wheel].version == release, f"look {row.name} up anew"


def test_versions_that_our_own_files_name_are_those():
    rows = {row.name: row for row in components.rows()}
    for name, file, words in (
        ("PyInstaller's start of a program", "requirements/build.txt", "pyinstaller=={}"),
        ("Lucide", "resources/icons/README.md", "`lucide-static` {})"),
    ):
        assert words.format(rows[name].version) in (product.ROOT / file).read_text("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the plugin tells nobody")
def test_the_version_of_libwebp_is_what_it_says_itself():
    QImageReader.supportedImageFormats()  # loads what the plugin wants
    (plugin,) = Path(PySide6.__path__[0]).rglob("libqwebp.so")
    number = ctypes.CDLL(str(plugin)).WebPGetDecoderVersion()
    said = ".".join(map(str, number.to_bytes(3)))
    assert said == next(row.version for row in components.rows() if row.name == "libwebp")


@pytest.mark.parametrize(
    ("name", "command", "says"),
    [
        ("NSIS", ["makensis", "-VERSION"], r"v([\d.]+)"),
        (
            "mingw-w64 runtime",
            ["x86_64-w64-mingw32-gcc-win32", "-E", "-dM", "-include", "_mingw_mac.h", "-xc", "-"],
            r"_VERSION_(?:MAJOR|MINOR|BUGFIX) (\d+)",
        ),
    ],
)
def test_the_tools_that_leave_something_in_the_windows_programs_are_those_listed(
    name, command, says
):
    if not shutil.which(command[0]):
        pytest.skip(f"there is no {command[0]} here")
    said = subprocess.run(command, check=True, capture_output=True, text=True, input="").stdout
    version = next(row.version for row in components.rows() if row.name == name)
    assert sorted(".".join(re.findall(says, said)).split(".")) == sorted(version.split("."))


def test_whose_coordinate_systems_are_in_the_database_of_proj_is_told(build):
    database = Path(pyproj.datadir.get_data_dir()) / "proj.db"
    copy = build / "_internal/pyproj/proj_dir/share/proj/proj.db"
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(database, copy)
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as opened:
        facts = dict(opened.execute("SELECT key, value FROM metadata"))
    found = {one.name: one for one in components.components_in(build)}
    for name, key, start in (
        ("EPSG Geodetic Parameter Dataset", "EPSG.VERSION", "v"),
        ("Esri's coordinate systems", "ESRI.VERSION", "ArcGIS Pro "),
        ("IGNF, coordinate systems of IGN France", "IGNF.VERSION", ""),
    ):
        assert f"{start}{found[name].version}" == facts[key]
    epsg = found["EPSG Geodetic Parameter Dataset"]
    assert "owned by IOGP" in epsg.credit
    assert "Ownership of the EPSG Dataset by IOGP must be" in epsg.texts["epsg.txt"].read_text(
        "utf-8"
    )


def test_places_of_geonames_come_with_their_licence(build):
    layer = build / "_internal/frontviewer/_data/layers/context.geojson"
    layer.parent.mkdir(parents=True)
    shutil.copy(product.ROOT / "layers/context.geojson", layer)
    (places,) = (one for one in components.components_in(build) if "GeoNames" in one.name)
    assert layer.relative_to(build) in places.files
    words = {name: path.read_text("utf-8") for name, path in places.texts.items()}
    assert words["CC-BY-4.0.txt"].startswith("Attribution 4.0 International")
    message_bar = words[f"{places.name}/NOTICE"]
    assert "https://creativecommons.org/licenses/by/4.0/" in message_bar
    assert "https://www.geonames.org" in message_bar


def test_the_lock_ships_what_the_program_needs_and_nothing_for_building():
    needed, found = {"frontviewer"}, set()
    while needed:
        name = needed.pop()
        found.add(name)
        wishes = map(Requirement, importlib.metadata.requires(name) or ())
        names = {
            re.sub(r"[-_.]+", "-", wish.name).lower()
            for wish in wishes
            if not wish.marker or wish.marker.evaluate({"extra": ""})
        }
        needed |= names - found
    assert lock.shipped_wheels().keys() == found - {"frontviewer"}


@pytest.fixture
def two_systems(tmp_path, monkeypatch):
    """A lock of which one wheel is for Windows alone, and one for everything else."""
    lines = [
        f"{name}==1.0 ; {marker} \\\n    --hash=sha256:{'0' * 64}\n    # via frontviewer"
        for name, marker in (
            ("certifi", "sys_platform == 'win32' and platform_machine == 'AMD64'"),
            ("psutil", "sys_platform != 'win32'"),
        )
    ]
    (tmp_path / "run.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(lock, "LOCK", tmp_path / "run.txt")
    lock.shipped_wheels.cache_clear()
    yield
    lock.shipped_wheels.cache_clear()


@pytest.mark.skipif(sys.platform == "win32", reason="the payload is built elsewhere")
def test_the_windows_payload_has_the_wheels_for_windows(two_systems, tmp_path, monkeypatch):
    monkeypatch.setattr(wheel_files.subprocess, "run", lambda *_, **__: None)  # pip
    wheel_files.download(tmp_path / "wheels")
    assert (tmp_path / "wheels/wanted.txt").read_text("utf-8").startswith("certifi==1.0 --hash")
    assert lock.shipped_wheels().keys() == {"psutil"}

    payload = tmp_path / "payload"
    facts = payload / "packages/certifi-1.0.dist-info"
    (facts / "licenses").mkdir(parents=True)
    (facts / "METADATA").write_text("Name: certifi\nVersion: 1.0\nLicense: MPL-2.0\n")
    (facts / "licenses/LICENSE").write_text("the words")
    (payload / "frontviewer.exe").write_bytes(b"MZ")
    found = {one.name: one.version for one in components.components_in(payload) if one.wheel}
    assert found == {"certifi": "1.0"}


def test_licences_are_called_what_everybody_calls_them():
    spdx = pytest.importorskip("license_expression", reason="requirements/build.txt is missing")
    known = spdx.get_spdx_licensing()
    for row in components.rows():
        unknown = known.validate(row.licence).invalid_symbols if row.licence else ()
        assert all(name.startswith("LicenseRef-") for name in unknown), row


def test_the_list_of_parts_for_programs_is_valid_complete_and_always_the_same(build, monkeypatch):
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
    parts = {part["name"]: part for part in json.loads(text)["components"]}
    for wheel in lock.shipped_wheels().values():
        (files,) = (
            reference["hashes"]
            for reference in parts[wheel.name]["externalReferences"]
            if reference["type"] == "distribution"
        )
        assert {file["content"] for file in files} == set(wheel.hashes)
    assert json.loads(text)["metadata"]["timestamp"] == "2026-01-01T00:00:00+00:00"

    archive = shutil.make_archive(str(build.parent / "packed"), "zip", build.parent, "build")
    again = subprocess.run(
        [sys.executable, sbom.__file__, archive, target], check=False, capture_output=True
    )
    assert (again.stderr, target.read_text(encoding="utf-8")) == (b"", text)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum here")
def test_the_sums_tell_a_download_that_was_tampered_with(tmp_path):
    setup = tmp_path / "windows" / "frontviewer-setup.exe"
    setup.parent.mkdir()
    setup.write_bytes(b"what we built")
    (tmp_path / "windows" / "notes.txt").write_text("no download", encoding="utf-8")
    checksums.main(tmp_path)
    assert (
        (tmp_path / checksums.LIST).read_text("utf-8").endswith("  windows/frontviewer-setup.exe\n")
    )
    check = ["sha256sum", "--check", "--status", checksums.LIST]
    assert subprocess.run(check, check=False, cwd=tmp_path).returncode == 0
    setup.write_bytes(b"what we built!")
    assert subprocess.run(check, check=False, cwd=tmp_path).returncode == 1
