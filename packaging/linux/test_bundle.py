"""Checks the archive and the Debian package in a Debian that has nothing else. Needs root.

    PYTHONPATH=packaging python -m linux.test_bundle dist/linux [SCRATCH]

SCRATCH keeps the bare Debian for the next time; the pictures of the window are left there.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import product
import promises
import shipped
from linux import debian, system
from linux.archive import unpack
from linux.bare_debian import Debian, bare_debian

from frontviewer.core.io.bundle.write import write_bundle

_LARGEST_ARCHIVE_MB = 60
_LARGEST_PROGRAM_MB = 210
_UNPACKED = "/opt/frontviewer"
_SCREEN = ("xvfb-run", "--auto-servernum", "--server-args=-screen 0 1600x1000x24")
_USER = "olena"


def main(built: Path, scratch: Path) -> int:
    """Check everything that was built; return the exit status."""
    archive = next(built.glob(product.download("linux", "*", ".tar.xz")))
    package = next(built.glob(f"{debian.PACKAGE}_{product.version()}_*.deb"))
    scratch.mkdir(parents=True, exist_ok=True)
    with bare_debian("for-the-archive", scratch) as bare:
        unpack(archive, bare.path(_UNPACKED))
        broken = promises.report(of_archive(archive, bare, scratch))
    with bare_debian("for-the-package", scratch) as bare:
        shutil.copy(package, bare.path("/root"))
        return broken | promises.report(of_package(f"/root/{package.name}", bare, scratch))


def of_archive(archive: Path, bare: Debian, scratch: Path) -> dict[str, promises.Check]:
    """Return what the archive promises, in an order in which each step prepares the next."""
    program = f"{_UNPACKED}/{product.NAME}"

    def without_display() -> str:
        bare.install(*system.packages_without_display())
        return self_test(bare, program)

    def with_display() -> str:
        bare.install(*system.packages(), "xvfb", "xauth")
        return self_test(bare, program, picture=scratch / "archive.png")

    return {
        "the archive is at most 60 MB": lambda: _too_large(archive, _LARGEST_ARCHIVE_MB),
        "unpacked it is at most 210 MB": lambda: _too_large(
            bare.path(_UNPACKED), _LARGEST_PROGRAM_MB
        ),
        "nothing inside could reach the network, or is for tests": lambda: ", ".join(
            shipped.forbidden_in(bare.path(_UNPACKED))
        ),
        "it tests itself without a display": without_display,
        "it draws its window on a display": with_display,
        "it opens a bundle whose path is Cyrillic": lambda: _opens_cyrillic(bare, program),
        "no Python was there": lambda: _pythons(bare),
        "without proj.db it fails": lambda: _survives_without(
            bare, scratch, "proj.db", "PROJ cannot be used"
        ),
        "without libqxcb.so it fails": lambda: _survives_without(
            bare, scratch, "libqxcb.so", "no platform “xcb”"
        ),
        "a user installs it, upgrades it and takes it away": lambda: _for_one_user(bare),
    }


def of_package(package: str, bare: Debian, scratch: Path) -> dict[str, promises.Check]:
    """Return what the Debian package promises."""
    command = f"/usr/bin/{product.NAME}"

    def installs() -> str:
        bare.install(package)
        return ""

    def opens_its_files() -> str:
        bare.install("desktop-file-utils", "shared-mime-info")  # as any desktop has
        return _unregistered(bare)

    def runs() -> str:
        bare.install("xvfb", "xauth")
        return self_test(bare, command, picture=scratch / "package.png")

    return {
        "apt installs the package": installs,
        "the packages it depends on suffice": lambda: self_test(bare, command),
        "its files open with it": opens_its_files,
        "it draws its window on a display": runs,
        "removed, it leaves nothing": lambda: _leftovers(bare),
    }


def self_test(
    bare: Debian,
    program: str,
    *paths: str,
    picture: Path | None = None,
    user: str = "root",
) -> str:
    """Let the program test itself and return what is wrong.

    With a `picture`, it does so in a window on a display, and leaves a picture of it there.
    """
    inside = "/tmp/window.png"  # noqa: S108 - in the folder that we made
    command = [program, "--self-test"]
    if picture:
        command = [*_SCREEN, *command, "--platform", "xcb", "--picture", inside]
    done = bare.run(*command, *paths, user=user)
    if not done.stdout.startswith("{"):
        return f"exit status {done.returncode}: {done.stderr[-500:]}"
    said = json.loads(done.stdout)
    if done.returncode:
        return "; ".join(said["failed"])
    meant = {
        "version": product.version(),
        "frozen": True,
        "platform": "xcb" if picture else "offscreen",
        "network_enabled": False,
        "requests": 0,
    }
    wrong = [f"{key} is {said.get(key)!r}" for key in meant if said.get(key) != meant[key]]
    wrong += [f"no {key}" for key in ("title", "features", "claims", "picture") if not said[key]]
    if paths and not any(paths[0] in str(file) for file in said["file"]):
        wrong.append(f"it opened {said['file']}")
    if picture:
        shutil.copy(bare.path(inside), picture)
        wrong += [] if promises.is_drawn(picture) else ["the picture is blank"]
    return "; ".join(wrong)


def _too_large(path: Path, most: float) -> str:
    size = promises.megabytes(path)
    return f"{size:.1f} MB" if size > most else ""


def _opens_cyrillic(bare: Debian, program: str) -> str:
    path = "/srv/Документи Олени/мапа 1.fvz"
    write_bundle(product.ROOT / "layers", bare.path(path))
    return self_test(bare, program, path)


def _pythons(bare: Debian) -> str:
    folders = ("usr/bin", "usr/local/bin")
    return ", ".join(str(path) for name in folders for path in bare.path(name).glob("python*"))


def _survives_without(bare: Debian, scratch: Path, name: str, says: str) -> str:
    """Return what a bundle that lacks a file says if it is not what is wrong.

    A bundle that finds itself well all the same would make our checks worth nothing.
    """
    mutant = "/opt/mutant"
    bare.run("cp", "--archive", "--link", _UNPACKED, mutant)
    (lost,) = bare.path(mutant).rglob(name)
    lost.unlink()
    picture = scratch / "mutant.png" if "xcb" in name else None
    wrong = self_test(bare, f"{mutant}/{product.NAME}", picture=picture)
    shutil.rmtree(bare.path(mutant))
    return "" if says in wrong else f"it says {wrong!r}"


def _for_one_user(bare: Debian) -> str:
    bare.run("useradd", "--create-home", _USER)
    home = bare.path(f"/home/{_USER}")
    before = _files(home)
    old = home / ".local/lib/frontviewer/of-the-old-version"
    settings = home / ".config/frontviewer/settings.toml"
    for turn in ("install", "upgrade"):
        done = bare.run(f"{_UNPACKED}/install.sh", user=_USER)
        if done.returncode:
            return f"{turn}: {done.stderr}"
        if old.exists():
            return "the old version's files stay"
        old.touch()
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.touch()
    entry = (home / ".local/share/applications/frontviewer.desktop").read_text(encoding="utf-8")
    command = f"/home/{_USER}/.local/bin/frontviewer"
    if f'Exec="{command}" %F' not in entry:
        return "the menu entry does not name the program"
    if wrong := self_test(bare, command, user=_USER):
        return wrong
    bare.run(f"/home/{_USER}/.local/lib/frontviewer/uninstall.sh", user=_USER)
    kept = {path for path in _files(home) - before if ".cache/" not in path}
    kept.discard(str(settings.relative_to(home)))
    if not settings.exists():
        return "the settings are gone"
    return f"left behind: {', '.join(sorted(kept))}" if kept else ""


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def _unregistered(bare: Debian) -> str:
    """Return the kinds of files that the desktop would not open with the program."""
    globs = bare.path("/usr/share/mime/globs2").read_text(encoding="utf-8")
    programs = bare.path("/usr/share/applications/mimeinfo.cache").read_text(encoding="utf-8")
    return ", ".join(
        kind.title
        for kind in product.KINDS
        if f"{kind.mime}:*.{kind.extension}" not in globs
        or f"{kind.mime}=frontviewer.desktop" not in programs
    )


def _leftovers(bare: Debian) -> str:
    listed = bare.run("dpkg", "--listfiles", debian.PACKAGE).stdout.splitlines()
    done = bare.run("apt-get", "purge", "--yes", debian.PACKAGE)
    if done.returncode:
        return done.stderr
    left = [path for path in listed if bare.path(path).is_file()]
    left += [path for path in listed if bare.path(path).is_dir() and "frontviewer" in path]
    return ", ".join(left)


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004 - the folder was named
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
    with tempfile.TemporaryDirectory(prefix="frontviewer-test-") as scratch_folder:
        sys.exit(main(Path(sys.argv[1]), Path(scratch_folder)))
