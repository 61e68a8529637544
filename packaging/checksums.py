"""Writes SHA256SUMS of everything that users download.

    python packaging/checksums.py FOLDER

FOLDER holds it, or folders of it, one for each system. `sha256sum --check SHA256SUMS` there tells
whether a file is what was built.
"""

import hashlib
import sys
from pathlib import Path

LIST = "SHA256SUMS"

_DOWNLOADS = ("*.exe", "*.zip", "*.tar.xz", "*.deb", "*.dmg", "*.cdx.json")


def main(folder: Path) -> None:
    """Write the list, in the form of sha256sum, sorted by name."""
    files = {
        path.relative_to(folder).as_posix(): path
        for pattern in _DOWNLOADS
        for path in [*folder.glob(pattern), *folder.glob(f"*/{pattern}")]
    }
    if not files:
        sys.exit(f"There is nothing to download in {folder}.")
    lines = [f"{_sha256(path)}  {name}\n" for name, path in sorted(files.items())]
    (folder / LIST).write_text("".join(lines), encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
