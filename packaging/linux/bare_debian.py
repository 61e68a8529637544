"""A Debian 12 with nothing in it but what Debian cannot do without, in a folder. Needs root."""

# ruff: noqa: S603, S607 - it runs Debian's own tools
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_RELEASE = "bookworm"


class Debian:
    """A system in a folder, entered by chroot."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(
        self, *command: str, user: str = "root", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command inside and return what it said; it sees nothing of our environment."""
        home = "/root" if user == "root" else f"/home/{user}"
        inside = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": home}
        return subprocess.run(
            ["chroot", f"--userspec={user}", self.root, *command],
            env=inside | environment,
            cwd="/",
            check=False,
            capture_output=True,
            text=True,
        )

    def install(self, *packages: str) -> None:
        """Install packages, or package files by their path inside, and what they depend on."""
        done = self.run(
            *("apt-get", "install", "--yes", "--no-install-recommends", *packages),
            DEBIAN_FRONTEND="noninteractive",
        )
        if done.returncode:
            raise OSError(f"apt-get install {' '.join(packages)}: {done.stderr.strip()}")

    def path(self, inside: str) -> Path:
        """Return where we find what is called so inside."""
        return self.root / inside.lstrip("/")


@contextmanager
def bare_debian(name: str, scratch: Path) -> Iterator[Debian]:
    """Yield a fresh system. The first is fetched; the others are copies of it."""
    fetched = scratch / _RELEASE
    if not fetched.exists():
        _fetch(fetched)
    root = scratch / name
    _remove(root)  # what a run that was killed has left
    subprocess.run(["cp", "--archive", fetched, root], check=True)
    subprocess.run(["mount", "-t", "proc", "proc", root / "proc"], check=True)
    debian = Debian(root)
    try:
        debian.run("apt-get", "update")  # what the first one was told may be months old
        yield debian
    finally:
        _remove(root)


def _remove(root: Path) -> None:
    if (root / "proc").is_mount():
        subprocess.run(["umount", root / "proc"], check=True)
    if root.exists():
        shutil.rmtree(root)


def _fetch(root: Path) -> None:
    unfinished = root.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = ["debootstrap", "--variant=minbase", _RELEASE, unfinished]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    unfinished.rename(root)
