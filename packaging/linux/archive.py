"""Write and read reproducible tar archives: the same files give the same bytes."""

# ruff: noqa: S603 - it runs tar
import subprocess
from pathlib import Path


def pack(folder: Path, archive: Path, mtime: int) -> None:
    """Write a folder as a `.tar.xz`; every member gets `mtime`, in seconds since 1970.

    Owner, file order, and the umask of the build do not affect the result.
    """
    command = [
        "tar",
        "--create",
        f"--file={archive}",
        "--use-compress-program=xz --threads=2 -3",  # the output depends on the thread count
        "--format=gnu",
        "--sort=name",
        f"--mtime=@{mtime}",
        "--owner=root:0",
        "--group=root:0",
        "--mode=u=rwX,go=rX",
        f"--directory={folder.parent}",
        folder.name,
    ]
    subprocess.run(command, check=True)


def unpack(archive: Path, folder: Path) -> None:
    """Extract an archive into a new folder, without the archive's top-level folder."""
    folder.mkdir(parents=True)
    command = ["tar", "--extract", "--file", archive, "--directory", folder]
    subprocess.run([*command, "--strip-components=1"], check=True)
