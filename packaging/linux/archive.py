"""Archives that are the same, byte for byte, whenever they are made of the same files."""

# ruff: noqa: S603 - it runs tar
import subprocess
from pathlib import Path


def pack(folder: Path, archive: Path, time: int) -> None:
    """Write a folder as a `.tar.xz`; every file is dated `time`, in seconds since 1970.

    Who made a file, when, in which order and under which umask is forgotten.
    """
    command = [
        "tar",
        "--create",
        f"--file={archive}",
        "--use-compress-program=xz --threads=2 -3",  # the number of threads is part of the result
        "--format=gnu",
        "--sort=name",
        f"--mtime=@{time}",
        "--owner=root:0",
        "--group=root:0",
        "--mode=u=rwX,go=rX",
        f"--directory={folder.parent}",
        folder.name,
    ]
    subprocess.run(command, check=True)


def unpack(archive: Path, folder: Path) -> None:
    """Write what is in an archive into a folder, without the one folder that holds it there."""
    folder.mkdir(parents=True)
    command = ["tar", "--extract", "--file", archive, "--directory", folder]
    subprocess.run([*command, "--strip-components=1"], check=True)
