"""Checks a disk image on a Mac: what users download, with what lies inside.

PYTHONPATH=packaging python -m macos.test_app dist/macos
"""

# ruff: noqa: S603, S607, T201 - it runs macOS's own tools, and prints what codesign says
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

import product
import promises
import shipped
from macos.info import MINIMUM_SYSTEM, info_plist
from macos.mach_o import oldest_systems

from frontviewer.core.io.bundle.unpack_cache import usual_shelf
from frontviewer.core.io.bundle.write import write_bundle

_PATIENCE_S = 60
_PAUSE_S = 5


def main(built: Path) -> int:
    """Check everything, in an order in which the first failure tells most."""
    name = product.download("macos", platform.machine(), ".dmg")
    with tempfile.TemporaryDirectory() as folder, mounted(built / name) as volume:
        app = Path(folder) / f"{product.NAME}.app"
        subprocess.run(["ditto", volume / app.name, app], check=True)
        return promises.report(
            {
                "it is dragged into Applications": lambda: no_applications(volume),
                "Info.plist says what it should": lambda: wrong_plist(app),
                "every library is for this processor": lambda: wrong_processor(app),
                f"every library runs on macOS {MINIMUM_SYSTEM}": lambda: too_new(app),
                "the signature holds": lambda: wrong_signature(app),
                "nothing inside could reach the network, or is for tests": lambda: ", ".join(
                    shipped.forbidden_in(app)
                ),
                "it tests itself": lambda: failed_self_test(app, "offscreen"),
                "it draws its window": lambda: failed_self_test(app, "cocoa"),
                "a file that is double-clicked opens": lambda: unopened_file(app),
            }
        )


@contextmanager
def mounted(image: Path) -> Iterator[Path]:
    """Yield the folder in which a disk image shows what it holds."""
    with tempfile.TemporaryDirectory() as place:
        attach = ["hdiutil", "attach", "-quiet", "-nobrowse", "-readonly", "-mountpoint", place]
        subprocess.run([*attach, image], check=True)
        try:
            yield Path(place)
        finally:
            _detach(place)


def _detach(place: str) -> None:
    """Take a volume away; one that others look into is waited for, and in the end not asked."""
    for force in ([], [], ["-force"]):
        done = _run("hdiutil", "detach", "-quiet", *force, place)
        if not done.returncode:
            return
        time.sleep(_PAUSE_S)
    raise OSError(f"{place} stays mounted: {done.stderr.strip()}")


def no_applications(volume: Path) -> str:
    """Return what the image shows where it lacks the folder to drag to."""
    shown = sorted(path.name for path in volume.iterdir() if not path.name.startswith("."))
    return "" if shown == ["Applications", f"{product.NAME}.app"] else ", ".join(shown)


def wrong_plist(app: Path) -> str:
    """Return what differs from what we wrote."""
    there = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    meant = info_plist()
    wrong = [f"{key} is {there.get(key)!r}" for key in meant if there.get(key) != meant[key]]
    return "; ".join(wrong)


def wrong_processor(app: Path) -> str:
    """Return the libraries that this Mac could not load."""
    libraries = (path for pattern in ("*.so", "*.dylib") for path in app.rglob(pattern))
    return ", ".join(
        str(path.relative_to(app))
        for path in [_program(app), *libraries]
        if platform.machine() not in _run("lipo", "-archs", path).stdout.split()
    )


def too_new(app: Path) -> str:
    """Return the libraries that want a newer macOS than the application says."""
    oldest = tuple(map(int, MINIMUM_SYSTEM.split(".")))
    return ", ".join(
        str(path.relative_to(app))
        for path in sorted(app.rglob("*"))
        if path.is_file() and oldest_systems(path).get(platform.machine(), oldest) > oldest
    )


def wrong_signature(app: Path) -> str:
    """Return what codesign has against the application; it prints who has signed it, if anybody."""
    print(_run("codesign", "-dv", app).stderr.strip())
    done = _run("codesign", "--verify", "--deep", "--strict", app)
    return done.stderr.strip() if done.returncode else ""


def failed_self_test(app: Path, qt_platform: str) -> str:
    """Return what the program finds wrong with itself."""
    done = _run(_program(app), "--self-test", "--platform", qt_platform)
    if not done.stdout.startswith("{"):
        return f"exit status {done.returncode}; {done.stderr.strip()}"
    said = json.loads(done.stdout)
    meant = {"version": product.version(), "frozen": True, "platform": qt_platform, "requests": 0}
    wrong = [f"{key} is {said.get(key)!r}" for key in meant if said.get(key) != meant[key]]
    return "; ".join([*wrong, *said["failed"]])


def unopened_file(app: Path) -> str:
    """Return why a dossier that the Finder hands over has not been unpacked to be read.

    Titles of windows would tell, too, but macOS shows them to nobody who has no permission.
    """
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "мапа 1.fvz"
        write_bundle(product.ROOT / "layers", bundle)
        with ZipFile(bundle) as archive:
            unpacked = usual_shelf() / hashlib.sha256(archive.read("dossier.json")).hexdigest()
        if unpacked.exists():
            return f"{unpacked} was there before"
        try:
            subprocess.run(["open", "-a", app, bundle], check=True)
            opened = _in_time((unpacked / "dossier.json").exists)
        finally:
            _quit(app)
            shutil.rmtree(unpacked, ignore_errors=True)  # or it would be there the next time
        return "" if opened else f"nothing came to {unpacked}"


def _quit(app: Path) -> None:
    def running() -> list[str]:
        return _run("pgrep", "-f", _program(app)).stdout.split()

    for process in running():
        os.kill(int(process), signal.SIGTERM)
    _in_time(lambda: not running())


def _in_time(done: Callable[[], bool]) -> bool:
    end = time.monotonic() + _PATIENCE_S
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.5)
    return True


def _program(app: Path) -> Path:
    return app / "Contents" / "MacOS" / product.NAME


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, check=False, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
