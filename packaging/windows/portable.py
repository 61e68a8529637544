"""Pack the portable archive, which can be unpacked anywhere and writes only to its own folder."""

import time
import zipfile
from pathlib import Path

import product

MARKER = "portable.txt"
"""Marker file beside the program: settings, cache and logs then go to `portable-data`."""
_MARKER_TEXT = f"""\
This is the portable version of {product.NAME}. It stores settings and all other data in the folder
portable-data next to the program. If you delete this file, it uses the usual Windows folders.

Це портативна версія {product.NAME}. Налаштування й усі інші дані вона зберігає в теці portable-data
поруч із програмою. Якщо видалити цей файл, вона використовуватиме звичайні теки Windows.
"""


def pack(payload: Path, archive: Path) -> None:
    """Write the payload and the marker file as a ZIP archive, reproducibly."""
    timestamp = time.gmtime(product.build_time())[:6]
    files = {
        path.relative_to(payload).as_posix(): path.read_bytes()
        for path in sorted(payload.rglob("*"))
        if path.is_file()
    }
    files[MARKER] = _MARKER_TEXT.replace("\n", "\r\n").encode("utf-8-sig")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name, data in files.items():
            entry = zipfile.ZipInfo(f"{product.NAME}/{name}", timestamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, data)
