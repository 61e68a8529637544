"""Test the disk image on a Mac: its layout, and the application inside.

PYTHONPATH=packaging python -m macos.test_app dist/macos
"""

# ruff: noqa: S603, S607, T201 - it runs macOS's own tools, and prints codesign's output
import hashlib
import json
import os
import platform
import plistlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import bundle_contents
import product
from acceptance_report import run_checks
from macos.info import MINIMUM_SYSTEM, build_info_plist
from macos.macho import min_system_versions

from frontviewer.core.io.bundle.unpack_cache import default_unpack_folder
from frontviewer.core.io.bundle.write import write_bundle

_TIMEOUT_S = 60
_RETRY_PAUSE_S = 5


def main(built: Path) -> int:
    """Run all checks, the most basic first; return the exit status."""
    name = product.download_name("macos", platform.machine(), ".dmg")
    with tempfile.TemporaryDirectory() as folder, mount_image(built / name) as volume:
        app = Path(folder) / f"{product.NAME}.app"
        subprocess.run(["ditto", volume / app.name, app], check=True)
        return run_checks(
            {
                "the image offers to drag it into Applications": lambda: check_volume(volume),
                "Info.plist is as built": lambda: check_info_plist(app),
                "all libraries support this processor": lambda: check_architectures(app),
                f"all libraries support macOS {MINIMUM_SYSTEM}": lambda: check_min_systems(app),
                "the signature is valid": lambda: check_signature(app),
                "it contains no network libraries and no tests": lambda: ", ".join(
                    bundle_contents.find_forbidden(app)
                ),
                "the self-test passes without a display": lambda: self_test(app, "offscreen"),
                "the self-test passes on the display": lambda: self_test(app, "cocoa"),
                "a double-clicked file opens": lambda: check_file_opening(app),
            }
        )


@contextmanager
def mount_image(image: Path) -> Iterator[Path]:
    """Mount a disk image read-only and yield the mount point."""
    with tempfile.TemporaryDirectory() as mount_point:
        attach = ["hdiutil", "attach", "-quiet", "-nobrowse", "-readonly", "-mountpoint"]
        subprocess.run([*attach, mount_point, image], check=True)
        try:
            yield Path(mount_point)
        finally:
            _detach(mount_point)


def _detach(mount_point: str) -> None:
    """Unmount a volume; retry while other processes use it, finally force it.

    Raises
    ------
    OSError
        If even forcing fails.
    """
    for force in ([], [], ["-force"]):
        done = _run("hdiutil", "detach", "-quiet", *force, mount_point)
        if not done.returncode:
            return
        time.sleep(_RETRY_PAUSE_S)
    raise OSError(f"{mount_point} cannot be unmounted: {done.stderr.strip()}")


def check_volume(volume: Path) -> str:
    """Return the visible contents of the image if they are not application and target folder."""
    visible = sorted(path.name for path in volume.iterdir() if not path.name.startswith("."))
    return "" if visible == ["Applications", f"{product.NAME}.app"] else ", ".join(visible)


def check_info_plist(app: Path) -> str:
    """Return the values of Info.plist that differ from those of the build."""
    actual = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    expected = build_info_plist()
    wrong = [
        f"{key} is {actual.get(key)!r}" for key in expected if actual.get(key) != expected[key]
    ]
    return "; ".join(wrong)


def check_architectures(app: Path) -> str:
    """Return the libraries without code for this Mac's processor."""
    libraries = (path for pattern in ("*.so", "*.dylib") for path in app.rglob(pattern))
    return ", ".join(
        str(path.relative_to(app))
        for path in [_executable(app), *libraries]
        if platform.machine() not in _run("lipo", "-archs", path).stdout.split()
    )


def check_min_systems(app: Path) -> str:
    """Return the libraries that need a newer macOS than Info.plist states."""
    oldest = tuple(map(int, MINIMUM_SYSTEM.split(".")))
    return ", ".join(
        str(path.relative_to(app))
        for path in sorted(app.rglob("*"))
        if path.is_file() and min_system_versions(path).get(platform.machine(), oldest) > oldest
    )


def check_signature(app: Path) -> str:
    """Return codesign's objections to the application; print the signer."""
    print(_run("codesign", "-dv", app).stderr.strip())
    done = _run("codesign", "--verify", "--deep", "--strict", app)
    return done.stderr.strip() if done.returncode else ""


def self_test(app: Path, qt_platform: str) -> str:
    """Run the program's self-test; return a description of the failure, empty if it passes."""
    done = _run(_executable(app), "--self-test", "--platform", qt_platform)
    if not done.stdout.startswith("{"):
        return f"exit status {done.returncode}; {done.stderr.strip()}"
    result = json.loads(done.stdout)
    expected = {
        "version": product.version(),
        "frozen": True,
        "platform": qt_platform,
        "requests": 0,
    }
    wrong = [
        f"{key} is {result.get(key)!r}" for key in expected if result.get(key) != expected[key]
    ]
    return "; ".join([*wrong, *result["failed"]])


def check_file_opening(app: Path) -> str:
    """Check that a bundle opened through the Finder is unpacked into the cache.

    The window title would show it too, but reading it needs an accessibility permission.
    """
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "мапа 1.fvz"
        write_bundle(product.ROOT / "layers", bundle)
        with ZipFile(bundle) as archive:
            unpacked = (
                default_unpack_folder() / hashlib.sha256(archive.read("dossier.json")).hexdigest()
            )
        if unpacked.exists():
            return f"{unpacked} existed before the test"
        try:
            subprocess.run(["open", "-a", app, bundle], check=True)
            is_unpacked = _wait_until((unpacked / "dossier.json").exists)
        finally:
            _quit(app)
            shutil.rmtree(unpacked, ignore_errors=True)  # the next run requires its absence
        return "" if is_unpacked else f"{unpacked} was not created"


def _quit(app: Path) -> None:
    def find_processes() -> list[str]:
        return _run("pgrep", "-f", _executable(app)).stdout.split()

    for process in find_processes():
        os.kill(int(process), signal.SIGTERM)
    _wait_until(lambda: not find_processes())


def _wait_until(condition: Callable[[], bool]) -> bool:
    """Poll a condition until it holds or the time is up; return whether it holds."""
    deadline = time.monotonic() + _TIMEOUT_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def _executable(app: Path) -> Path:
    return app / "Contents" / "MacOS" / product.NAME


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
