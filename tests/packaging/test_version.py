"""The version is written once; the program, its installers and their files all state it."""

# ruff: noqa: S603 - it runs dpkg
import itertools
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import product
from linux import debian
from macos.info import build_info_plist
from windows import build as windows_build
from windows import launcher, setup_program

import frontviewer
from frontviewer.cli.main import main

LINUX = product.ROOT / "packaging" / "linux"


def test_program_and_installers_have_the_same_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.split()[-1] == frontviewer.__version__ == product.version()


def test_new_version_reaches_all_installers(monkeypatch, tmp_path):
    monkeypatch.setattr(product, "version", lambda: "7.8.9")
    assert "\nVersion: 7.8.9\n" in debian.control_file(1, "2.36")
    plist = build_info_plist()
    assert plist["CFBundleShortVersionString"] == plist["CFBundleVersion"] == "7.8.9"
    assert '#define VERSION "7.8.9"\n#define VERSION_NUMBERS 7,8,9,0\n' in launcher.header()
    script = setup_program.definitions(tmp_path, tmp_path / "setup.exe")
    assert '!define VERSION "7.8.9"\n!define VERSION_NUMBERS "7.8.9.0"\n' in script


def test_prereleases_sort_before_the_release(monkeypatch):
    versions = ["1.0.dev1", "1.0a1", "1.0b2", "1.0rc1", "1.0", "1.0.1"]
    debian_versions = []
    for version in versions:
        monkeypatch.setattr(product, "version", lambda version=version: version)
        debian_versions.append(
            re.search(r"^Version: (.+)$", debian.control_file(1, "2.36"), re.M)[1]
        )
        assert re.fullmatch(r"\d+(\.\d+){0,2}", build_info_plist()["CFBundleVersion"])
        assert build_info_plist()["CFBundleShortVersionString"] == version  # displayed
    assert debian_versions == ["1.0~~dev1", "1.0~a1", "1.0~b2", "1.0~rc1", "1.0", "1.0.1"]
    if shutil.which("dpkg"):
        for older, newer in itertools.pairwise(debian_versions):
            command = ["dpkg", "--compare-versions", older, "lt", newer]
            assert subprocess.run(command, check=False).returncode == 0, (older, newer)


def test_launcher_and_setup_use_the_generated_version():
    windows = product.ROOT / "packaging" / "windows"
    resources = (windows / "launcher" / "launcher.rc").read_text(encoding="utf-8")
    assert len(re.findall(r"(?:FILE|PRODUCT)VERSION VERSION_NUMBERS", resources)) == 2
    assert len(re.findall(r'VALUE "(?:File|Product)Version", VERSION\n', resources)) == 2
    setup = (windows / "setup" / "setup.nsi").read_text(encoding="utf-8")
    assert 'Name "${NAME} ${VERSION}"' in setup
    scripts = "".join(path.read_text("utf-8") for path in (windows / "setup").iterdir())
    assert re.search(r'DisplayVersion "\$\{VERSION\}"', scripts)
    assert product.version() not in scripts


def test_download_names_contain_the_version():
    version = product.version()
    assert f"frontviewer-{version}-windows-x86_64-setup.exe" == windows_build.SETUP
    assert f"frontviewer-{version}-windows-x86_64-portable.zip" == windows_build.PORTABLE
    for build in ("linux/build.py", "macos/build.py"):
        code = (product.ROOT / "packaging" / build).read_text(encoding="utf-8")
        assert "product.download_name(" in code


def test_changelog_and_metainfo_start_with_this_version():
    metainfo = ET.parse(LINUX / "org.frontviewer.frontviewer.metainfo.xml")  # noqa: S314 - ours
    assert metainfo.find("releases/release").get("version") == product.version()
    changes = (product.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\d\S+?),? ", changes, re.MULTILINE)[1] == product.version()
