"""Packs the program for a USB stick: unpacked anywhere, it writes nothing outside its folder."""

import time
import zipfile
from pathlib import Path

import product

MARKER = "portable.txt"
"""Beside the program, it makes settings, cache and logs go to `portable-data`, there too."""
_SAYS = f"""\
This {product.NAME} is portable: its settings and everything else that it keeps lie beside it, in
the folder portable-data. Delete this file, and it keeps them where Windows wants them.

Ця програма портативна: налаштування й усе, що вона зберігає, лежить поруч, у теці portable-data.
Якщо видалити цей файл, вона зберігатиме їх там, де заведено у Windows.
"""


def pack(payload: Path, archive: Path) -> None:
    """Write the payload and the marker as a ZIP, which every Windows can unpack."""
    date = time.gmtime(product.build_time())[:6]
    files = {
        path.relative_to(payload).as_posix(): path.read_bytes()
        for path in sorted(payload.rglob("*"))
        if path.is_file()
    }
    files[MARKER] = _SAYS.replace("\n", "\r\n").encode("utf-8-sig")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, data in files.items():
            entry = zipfile.ZipInfo(f"{product.NAME}/{name}", date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, data)
