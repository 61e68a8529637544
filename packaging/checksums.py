"""Write SHA256SUMS for all files that users download.

    python packaging/checksums.py FOLDER

FOLDER contains the downloads, directly or in one subfolder per system. Run
`sha256sum --check SHA256SUMS` in it to verify them.
"""

import hashlib
import sys
from pathlib import Path

LIST_FILE = "SHA256SUMS"

_DOWNLOADS = ("*.exe", "*.zip", "*.tar.xz", "*.deb", "*.dmg", "*.cdx.json")


def main(folder: Path) -> None:
    """Write the checksums in the format of sha256sum, sorted by file name."""
    files = {
        path.relative_to(folder).as_posix(): path
        for pattern in _DOWNLOADS
        for path in [*folder.glob(pattern), *folder.glob(f"*/{pattern}")]
    }
    if not files:
        sys.exit(f"No downloads found in {folder}.")
    lines = [f"{_sha256(path)}  {name}\n" for name, path in sorted(files.items())]
    (folder / LIST_FILE).write_text("".join(lines), encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
