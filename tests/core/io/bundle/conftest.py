"""Fixtures: a small dossier and bundles of it, valid and invalid."""

import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

Files = Mapping[str | ZipInfo, bytes]


def layer(*ids: str) -> bytes:
    features = [
        {
            "type": "Feature",
            "id": feature_id,
            "properties": {"geom_basis": "text"},
            "geometry": {"type": "Point", "coordinates": [37.2, 48.3]},
        }
        for feature_id in ids
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def png() -> bytes:
    """Return a PNG image of one red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixel = zlib.compress(b"\0\xff\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")
    )


EVIDENCE = {
    "agents": [{"id": "A1", "name": "Ann"}],
    "sources": [{"id": "S0", "title": "A report"}],
    "claims": [
        {
            "id": "C1",
            "text_exact": "The road is cut.",
            "speech": "direct",
            "speaker": "A1",
            "about": [{"feature": "a"}],
            "target": {"source": "S0", "quote": {"exact": "The road is cut."}},
        }
    ],
    "media": [
        {
            "id": "M1",
            "kind": "image",
            "path": "media/фото.png",
            "availability": "bundled",
            "about": [{"feature": "a"}],
        }
    ],
}
BRIEFING = {"steps": [{"id": "1", "title": "The road", "select": ["a"], "claims": ["C1", "M1"]}]}
MANIFEST = {
    "format": "frontviewer/1",
    "title": "Дорога",
    "layers": [{"file": "layers/дорога.geojson", "title": "Road"}, {"file": "layers/b.geojson"}],
}
FILES = {
    "layers/дорога.geojson": layer("a"),
    "layers/b.geojson": layer("b"),
    "evidence.json": json.dumps(EVIDENCE).encode(),
    "briefing.json": json.dumps(BRIEFING).encode(),
    "media/фото.png": png(),
}


def digests(files: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    return {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in files.items()
    }


@pytest.fixture
def files() -> dict[str, bytes]:
    """Files of the dossier, except dossier.json."""
    return dict(FILES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Folder of a dossier with two layers, a claim, a picture and a briefing."""
    folder = tmp_path / "Мій архів" / "дорога"
    for name, data in {"dossier.json": json.dumps(MANIFEST).encode(), **FILES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def unpack_folder(tmp_path: Path) -> Path:
    return tmp_path / "unpacked"


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Create a bundle of the given files; its dossier.json lists these files or `listed`."""

    def pack(
        files: Files = FILES,
        *,
        listed: Mapping[str, bytes] | None = None,
        manifest: Mapping[str, object] = MANIFEST,
        root: str = "",
        name: str = "road.fvz",
    ) -> Path:
        if listed is None:
            listed = {name: data for name, data in files.items() if isinstance(name, str)}
        bundle = tmp_path / name
        with ZipFile(bundle, "w", ZIP_DEFLATED) as archive:
            text = json.dumps({**manifest, "files": digests(listed)})
            archive.writestr(f"{root}dossier.json", text)
            for entry, data in files.items():
                archive.writestr(f"{root}{entry}" if isinstance(entry, str) else entry, data)
        return bundle

    return pack
