"""Create minimal Debian 12 systems and run commands in them by chroot. Needs root."""

# ruff: noqa: S603, S607 - it runs Debian's own tools
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_RELEASE = "bookworm"


class DebianChroot:
    """A Debian system in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(
        self, *command: str, user: str = "root", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command inside with captured output and without the caller's environment."""
        home = "/root" if user == "root" else f"/home/{user}"
        base = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": home}
        return subprocess.run(
            ["chroot", f"--userspec={user}", self.root, *command],
            env=base | environment,
            cwd="/",
            check=False,
            capture_output=True,
            text=True,
        )

    def install(self, *packages: str) -> None:
        """Install packages, or package files by their path inside, with their dependencies.

        Raises
        ------
        OSError
            If apt-get fails.
        """
        done = self.run(
            *("apt-get", "install", "--yes", "--no-install-recommends", *packages),
            DEBIAN_FRONTEND="noninteractive",
        )
        if done.returncode:
            raise OSError(f"apt-get install {' '.join(packages)}: {done.stderr.strip()}")

    def path(self, inside: str) -> Path:
        """Return the path on the host of an absolute path inside."""
        return self.root / inside.lstrip("/")


@contextmanager
def debian_chroot(name: str, scratch: Path) -> Iterator[DebianChroot]:
    """Yield a fresh system in `scratch`; the first call downloads it, later calls copy it."""
    template = scratch / _RELEASE
    if not template.exists():
        _bootstrap(template)
    root = scratch / name
    _remove(root)  # left over from an interrupted run
    subprocess.run(["cp", "--archive", template, root], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    system = DebianChroot(root)
    try:
        system.run("apt-get", "update")  # the package lists of the template may be months old
        yield system
    finally:
        _remove(root)


def _remove(root: Path) -> None:
    if (root / "proc").is_mount():
        subprocess.run(["umount", root / "proc"], check=True)
    if root.exists():
        shutil.rmtree(root)


def _bootstrap(root: Path) -> None:
    unfinished = root.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = ["debootstrap", "--variant=minbase", _RELEASE, unfinished]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    unfinished.rename(root)
