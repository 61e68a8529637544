"""Test the archive and the Debian package in a minimal Debian chroot. Needs root.

    PYTHONPATH=packaging python -m linux.test_bundle dist/linux [SCRATCH]

SCRATCH caches the Debian system for the next run and receives screenshots of the window.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import bundle_contents
import product
from acceptance_report import Check, is_not_blank, megabytes, run_checks
from linux import debian, system
from linux.archive import unpack
from linux.debian_chroot import DebianChroot, debian_chroot

from frontviewer.core.io.bundle.write import write_bundle

_MAX_ARCHIVE_MB = 60
_MAX_UNPACKED_MB = 210
_UNPACKED = "/opt/frontviewer"
_XVFB = ("xvfb-run", "--auto-servernum", "--server-args=-screen 0 1600x1000x24")
_USER = "olena"


def main(built: Path, scratch: Path) -> int:
    """Run all checks; return the exit status."""
    archive = next(built.glob(product.download_name("linux", "*", ".tar.xz")))
    package = next(built.glob(f"{debian.PACKAGE}_{product.version()}_*.deb"))
    scratch.mkdir(parents=True, exist_ok=True)
    with debian_chroot("for-the-archive", scratch) as chroot:
        unpack(archive, chroot.path(_UNPACKED))
        status = run_checks(archive_checks(archive, chroot, scratch))
    with debian_chroot("for-the-package", scratch) as chroot:
        shutil.copy(package, chroot.path("/root"))
        return status | run_checks(package_checks(f"/root/{package.name}", chroot, scratch))


def archive_checks(archive: Path, chroot: DebianChroot, scratch: Path) -> dict[str, Check]:
    """Return the checks of the archive; later ones depend on the state left by earlier ones."""
    program = f"{_UNPACKED}/{product.NAME}"

    def self_test_without_display() -> str:
        chroot.install(*system.headless_packages())
        return self_test(chroot, program)

    def self_test_on_display() -> str:
        chroot.install(*system.required_packages(), "xvfb", "xauth")
        return self_test(chroot, program, screenshot=scratch / "archive.png")

    return {
        "the archive is at most 60 MB": lambda: _check_size(archive, _MAX_ARCHIVE_MB),
        "unpacked, it is at most 210 MB": lambda: _check_size(
            chroot.path(_UNPACKED), _MAX_UNPACKED_MB
        ),
        "it contains no network libraries and no tests": lambda: ", ".join(
            bundle_contents.find_forbidden(chroot.path(_UNPACKED))
        ),
        "the self-test passes without a display": self_test_without_display,
        "the self-test passes on a display": self_test_on_display,
        "it opens a bundle with a Cyrillic path": lambda: _check_cyrillic_path(chroot, program),
        "the system has no Python": lambda: _find_pythons(chroot),
        "without proj.db the self-test fails": lambda: _check_missing_file(
            chroot, scratch, "proj.db", "PROJ cannot be used"
        ),
        "without libqxcb.so the self-test fails": lambda: _check_missing_file(
            chroot, scratch, "libqxcb.so", "no Qt platform “xcb”"
        ),
        "a user can install, upgrade and uninstall it": lambda: _check_user_install(chroot),
    }


def package_checks(package: str, chroot: DebianChroot, scratch: Path) -> dict[str, Check]:
    """Return the checks of the Debian package, in order."""
    command = f"/usr/bin/{product.NAME}"

    def install() -> str:
        chroot.install(package)
        return ""

    def check_associations() -> str:
        chroot.install("desktop-file-utils", "shared-mime-info")  # part of every desktop
        return _unregistered_file_types(chroot)

    def self_test_on_display() -> str:
        chroot.install("xvfb", "xauth")
        return self_test(chroot, command, screenshot=scratch / "package.png")

    return {
        "apt installs the package": install,
        "its dependencies are sufficient": lambda: self_test(chroot, command),
        "its file types are associated with it": check_associations,
        "the self-test passes on a display": self_test_on_display,
        "after removal no file is left": lambda: _leftovers(chroot),
    }


def self_test(
    chroot: DebianChroot,
    program: str,
    *paths: str,
    screenshot: Path | None = None,
    user: str = "root",
) -> str:
    """Run the program's self-test; return a description of the failure, empty if it passes.

    With `screenshot`, run it in a window on a virtual display and save a screenshot there.
    """
    inside = "/tmp/window.png"  # noqa: S108 - inside the chroot
    command = [program, "--self-test"]
    if screenshot:
        command = [*_XVFB, *command, "--platform", "xcb", "--picture", inside]
    done = chroot.run(*command, *paths, user=user)
    if not done.stdout.startswith("{"):
        return f"exit status {done.returncode}: {done.stderr[-500:]}"
    result = json.loads(done.stdout)
    if done.returncode:
        return "; ".join(result["failed"])
    expected = {
        "version": product.version(),
        "frozen": True,
        "platform": "xcb" if screenshot else "offscreen",
        "network_enabled": False,
        "requests": 0,
    }
    wrong = [
        f"{key} is {result.get(key)!r}" for key in expected if result.get(key) != expected[key]
    ]
    wrong += [f"no {key}" for key in ("title", "features", "claims", "picture") if not result[key]]
    if paths and not any(paths[0] in str(file) for file in result["file"]):
        wrong.append(f"it opened {result['file']}")
    if screenshot:
        shutil.copy(chroot.path(inside), screenshot)
        wrong += [] if is_not_blank(screenshot) else ["the screenshot is blank"]
    return "; ".join(wrong)


def _check_size(path: Path, max_megabytes: float) -> str:
    size = megabytes(path)
    return f"{size:.1f} MB" if size > max_megabytes else ""


def _check_cyrillic_path(chroot: DebianChroot, program: str) -> str:
    path = "/srv/Документи Олени/мапа 1.fvz"
    write_bundle(product.ROOT / "layers", chroot.path(path))
    return self_test(chroot, program, path)


def _find_pythons(chroot: DebianChroot) -> str:
    folders = ("usr/bin", "usr/local/bin")
    return ", ".join(str(path) for name in folders for path in chroot.path(name).glob("python*"))


def _check_missing_file(chroot: DebianChroot, scratch: Path, name: str, message: str) -> str:
    """Check that the self-test of a bundle without one file fails with a message.

    If it passed, our checks would prove nothing.
    """
    mutant = "/opt/mutant"
    chroot.run("cp", "--archive", "--link", _UNPACKED, mutant)
    (file,) = chroot.path(mutant).rglob(name)
    file.unlink()
    screenshot = scratch / "mutant.png" if "xcb" in name else None
    failure = self_test(chroot, f"{mutant}/{product.NAME}", screenshot=screenshot)
    shutil.rmtree(chroot.path(mutant))
    return "" if message in failure else f"the self-test reports {failure!r}"


def _check_user_install(chroot: DebianChroot) -> str:
    chroot.run("useradd", "--create-home", _USER)
    home = chroot.path(f"/home/{_USER}")
    before = _list_files(home)
    obsolete = home / ".local/lib/frontviewer/of-the-old-version"
    settings = home / ".config/frontviewer/settings.toml"
    for action in ("install", "upgrade"):
        done = chroot.run(f"{_UNPACKED}/install.sh", user=_USER)
        if done.returncode:
            return f"{action}: {done.stderr}"
        if obsolete.exists():
            return "files of the old version are left"
        obsolete.touch()
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.touch()
    entry = (home / ".local/share/applications/frontviewer.desktop").read_text(encoding="utf-8")
    command = f"/home/{_USER}/.local/bin/frontviewer"
    if f'Exec="{command}" %F' not in entry:
        return "the menu entry does not start the installed program"
    if failure := self_test(chroot, command, user=_USER):
        return failure
    chroot.run(f"/home/{_USER}/.local/lib/frontviewer/uninstall.sh", user=_USER)
    left = {path for path in _list_files(home) - before if ".cache/" not in path}
    left.discard(str(settings.relative_to(home)))
    if not settings.exists():
        return "the settings were deleted"
    return f"files left: {', '.join(sorted(left))}" if left else ""


def _list_files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def _unregistered_file_types(chroot: DebianChroot) -> str:
    """Return the titles of the file types that the desktop does not open with the program."""
    globs = chroot.path("/usr/share/mime/globs2").read_text(encoding="utf-8")
    cache = chroot.path("/usr/share/applications/mimeinfo.cache").read_text(encoding="utf-8")
    return ", ".join(
        file_type.title
        for file_type in product.FILE_TYPES
        if f"{file_type.mime}:*.{file_type.extension}" not in globs
        or f"{file_type.mime}=frontviewer.desktop" not in cache
    )


def _leftovers(chroot: DebianChroot) -> str:
    """Purge the package; return the files and folders that it leaves."""
    listed = chroot.run("dpkg", "--listfiles", debian.PACKAGE).stdout.splitlines()
    done = chroot.run("apt-get", "purge", "--yes", debian.PACKAGE)
    if done.returncode:
        return done.stderr
    left = [path for path in listed if chroot.path(path).is_file()]
    left += [path for path in listed if chroot.path(path).is_dir() and "frontviewer" in path]
    return ", ".join(left)


if __name__ == "__main__":
    if len(sys.argv) > 2:  # noqa: PLR2004 - with SCRATCH
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
    with tempfile.TemporaryDirectory(prefix="frontviewer-test-") as scratch_folder:
        sys.exit(main(Path(sys.argv[1]), Path(scratch_folder)))
