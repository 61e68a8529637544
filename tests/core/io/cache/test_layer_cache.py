"""Reopened files are loaded from the cache; a damaged or missing cache never affects a layer."""

import gzip
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontviewer.core.io.cache import block_file
from frontviewer.core.io.cache import layer_cache as cache_module
from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.io.geojson import reader
from frontviewer.core.io.geojson.reader import read_layer
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.layer import Layer

ROADS = json.dumps(
    {
        "type": "FeatureCollection",
        "attribution": "me",
        "features": [
            {
                "type": "Feature",
                "id": name,
                "properties": {"name": name, "kind": "route"},
                "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, x], [far, 2]]},
            }
            for x, (name, far) in enumerate({"a": 170, "b": 160, "c": 150, "lost": 999}.items())
        ],
    }
).encode()

DifferingFields = Callable[[Layer, Layer], list[str]]


@pytest.fixture
def cache(tmp_path: Path) -> LayerCache:
    return LayerCache(tmp_path / "cache", min_bytes=1)


@pytest.fixture
def roads(tmp_path: Path) -> Path:
    file = tmp_path / "roads.geojson"
    file.write_bytes(ROADS)
    return file


@pytest.fixture
def parsed_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Files that were parsed and not loaded from the cache."""
    read = reader.read_layer_text
    files: list[str] = []

    def record(data, *, file, **options):
        files.append(file)
        return read(data, file=file, **options)

    monkeypatch.setattr(reader, "read_layer_text", record)
    return files


def open_layer(file: Path, cache: LayerCache) -> Layer:
    """Open a file as the window does: load it from the cache or parse it, then store it."""
    layer = read_layer(file, cache=cache)
    cache.store_layer(layer)
    return layer


def cached_files(cache: LayerCache) -> list[Path]:
    return sorted(cache.folder.iterdir())


def test_reopened_file_is_not_parsed_again(
    cache: LayerCache, roads: Path, parsed_files: list[str], differing_fields: DifferingFields
):
    first, second = open_layer(roads, cache), open_layer(roads, cache)

    assert parsed_files == [str(roads)]
    assert first.problems
    assert differing_fields(second, first) == []


def test_copy_of_a_file_has_its_own_name_and_problem_paths(
    cache: LayerCache,
    roads: Path,
    tmp_path: Path,
    parsed_files: list[str],
    differing_fields: DifferingFields,
):
    open_layer(roads, cache)
    copy = tmp_path / "streets.geojson"
    copy.write_bytes(ROADS)

    cached = read_layer(copy, name="s", title="Streets", cache=cache)
    parsed_files.clear()

    parsed = read_layer(copy, name="s", title="Streets")
    assert differing_fields(cached, replace(parsed, digest=cached.digest)) == []
    assert {problem.file for problem in cached.problems} == {str(copy)}
    assert parsed_files == [str(copy)]  # only for the comparison


def test_changed_content_is_detected_with_equal_size_and_time(cache: LayerCache, roads: Path):
    open_layer(roads, cache)
    before = roads.stat()
    roads.write_bytes(ROADS.replace(b'"name": "a"', b'"name": "z"'))
    os.utime(roads, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert open_layer(roads, cache).feature(0).name == "z"


def test_gzip_file_is_cached(
    cache: LayerCache, tmp_path: Path, parsed_files: list[str], differing_fields: DifferingFields
):
    file = tmp_path / "roads.geojson.gz"
    file.write_bytes(gzip.compress(ROADS))

    assert differing_fields(open_layer(file, cache), open_layer(file, cache)) == []
    assert len(parsed_files) == 1


def test_cache_of_another_language_is_ignored(
    cache: LayerCache,
    roads: Path,
    parsed_files: list[str],
    monkeypatch: pytest.MonkeyPatch,
):
    open_layer(roads, cache)
    monkeypatch.setattr(cache_module, "current_language", lambda: "de")
    open_layer(roads, cache)
    open_layer(roads, cache)

    assert len(parsed_files) == 2


@pytest.mark.parametrize("name", ["__version__", "_FORMAT_VERSION"])
def test_cache_of_another_version_is_ignored(
    cache: LayerCache,
    roads: Path,
    parsed_files: list[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
):
    open_layer(roads, cache)
    monkeypatch.setattr(cache_module, name, "other")
    open_layer(roads, cache)
    open_layer(roads, cache)

    assert len(parsed_files) == 2


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_cache_file_is_replaced_and_the_layer_is_the_same(
    cache: LayerCache,
    roads: Path,
    parsed_files: list[str],
    data: st.DataObject,
    differing_fields: DifferingFields,
):
    layer = open_layer(roads, cache)
    (file,) = cached_files(cache)
    original = file.read_bytes()
    offset = data.draw(st.integers(0, len(original) - 1), "offset")
    damage = data.draw(st.sampled_from(["flip", "cut", "grow", "blank"]), "damage")
    damaged = apply_damage(original, offset, damage)
    file.write_bytes(damaged)
    parsed_files.clear()

    reopened = open_layer(roads, cache)

    assert differing_fields(reopened, layer) == []
    assert file.read_bytes() == original
    assert len(parsed_files) == (damaged != original)


def apply_damage(data: bytes, offset: int, damage: str) -> bytes:
    match damage:
        case "flip":
            return data[:offset] + bytes([data[offset] ^ 1 << offset % 8]) + data[offset + 1 :]
        case "cut":
            return data[:offset]
        case "grow":
            return data[:offset] + b"\0" * 16 + data[offset:]
        case _:
            return data[:offset] + bytes(len(data) - offset)


def test_wrong_file_at_a_cache_path_is_replaced(
    cache: LayerCache,
    roads: Path,
    tmp_path: Path,
    parsed_files: list[str],
    differing_fields: DifferingFields,
):
    other = tmp_path / "other.geojson"
    other.write_bytes(ROADS.replace(b"170", b"171"))
    open_layer(other, cache)
    (foreign,) = cached_files(cache)
    layer = open_layer(roads, cache)
    (path,) = set(cached_files(cache)) - {foreign}

    header = msgspec.msgpack.encode(block_file._Header(path.stem, (1 << 60,), (0,)))
    oversized = block_file._PREFIX.pack(block_file._MAGIC, len(header)) + header
    for content in (foreign.read_bytes(), b"", b"<html>", b"FVCACHE\n" + b"\xff" * 99, oversized):
        path.write_bytes(content)
        assert differing_fields(open_layer(roads, cache), layer) == []
        assert differing_fields(open_layer(roads, cache), layer) == []

    assert len(parsed_files) == 2 + 5


def make_folder_a_file(cache: LayerCache) -> None:
    cache.folder.write_bytes(b"not a folder")


def make_file_a_folder(cache: LayerCache) -> None:
    path = cache._path(cache_module._cache_key(cache.compute_digest(memoryview(ROADS))), ".columns")
    (path / "inner").mkdir(parents=True)


def lock_folder(cache: LayerCache) -> None:
    cache.folder.mkdir(mode=0o000)


@pytest.mark.parametrize("obstacle", [make_folder_a_file, make_file_a_folder, lock_folder])
def test_file_is_parsed_if_the_cache_cannot_be_written(
    cache: LayerCache, roads: Path, obstacle: Callable[[LayerCache], None]
):
    obstacle(cache)

    for _ in range(2):
        assert len(open_layer(roads, cache)) == 3
    assert cache.clear() >= 0


def test_full_disk_leaves_no_files(cache: LayerCache, roads: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)

    assert len(open_layer(roads, cache)) == 3
    assert cached_files(cache) == []


def test_layer_that_cannot_be_encoded_is_not_stored(
    cache: LayerCache, roads: Path, parsed_files: list[str]
):
    number = b"9" * 30
    roads.write_bytes(ROADS.replace(b'"me"', number))

    assert [open_layer(roads, cache).members["attribution"] for _ in range(2)] == [int(number)] * 2
    assert len(parsed_files) == 2


def make_layers(count: int) -> list[Layer]:
    """Return layers of about 80 kB each with different digests."""
    layer = reader.read_layer_text(ROADS)
    return [replace(layer, document=b"x" * 80_000, digest=f"{n:064}") for n in range(count)]


@pytest.mark.parametrize("oldest", range(3))
def test_least_recently_used_layer_is_evicted(cache: LayerCache, oldest: int):
    cache = replace(cache, max_bytes=250_000)
    *old, new = make_layers(4)
    for number, layer in enumerate(old):
        cache.store_layer(layer)
        age = 2000 if number == oldest else 1000
        file = cache._path(cache_module._cache_key(layer.digest), ".columns")
        os.utime(file, (time.time() - age,) * 2)

    cache.store_layer(new)

    is_cached = [cache.load_layer(layer.digest) is not None for layer in (*old, new)]
    assert is_cached == [number != oldest for number in range(4)]
    assert sum(file.stat().st_size for file in cached_files(cache)) <= 250_000


def test_loading_a_layer_counts_as_use(cache: LayerCache):
    cache = replace(cache, max_bytes=250_000)
    *old, new = make_layers(4)
    for layer in old:
        cache.store_layer(layer)
    for age, file in enumerate(cached_files(cache)):
        os.utime(file, (age, age))
    reused = min(old, key=lambda layer: layer.digest)

    assert cache.load_layer(reused.digest) is not None
    cache.store_layer(new)

    assert cache.load_layer(reused.digest) is not None


def test_layer_larger_than_the_limit_evicts_nothing(cache: LayerCache):
    small, large = make_layers(2)
    cache.store_layer(small)
    before = cached_files(cache)

    replace(cache, max_bytes=90_000).store_layer(replace(large, document=b"x" * 100_000))

    assert cached_files(cache) == before


def test_cache_is_smaller_on_a_nearly_full_disk(cache: LayerCache, monkeypatch: pytest.MonkeyPatch):
    free = 1_700_000
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free}))
    for layer in make_layers(6):
        cache.store_layer(layer)

    assert 80_000 < sum(file.stat().st_size for file in cached_files(cache)) <= 200_000


def test_old_temporary_files_are_removed(cache: LayerCache):
    cache.folder.mkdir()
    abandoned, active = cache.folder / ".1.tmp", cache.folder / ".2.tmp"
    for file in (abandoned, active):
        file.write_bytes(b"half")
    os.utime(abandoned, (0, 0))

    cache.store_layer(make_layers(1)[0])

    assert not abandoned.exists()
    assert active.exists()


def test_small_files_are_not_cached(tmp_path: Path, repository: Path):
    cache = LayerCache(tmp_path / "cache")

    for layer in open_dossier([repository / "layers"], cache=cache).layers:
        cache.store_layer(layer)

    assert not cache.folder.exists()


def test_clear_returns_freed_bytes_and_keeps_open_layers_and_foreign_files(
    cache: LayerCache, roads: Path, differing_fields: DifferingFields
):
    layer = open_layer(roads, cache)
    cached = open_layer(roads, cache)
    size = cached_files(cache)[0].stat().st_size
    foreign = cache.folder / "letter.txt"
    foreign.write_text("not ours")

    assert cache.clear() == size
    assert cache.clear() == 0
    assert cached_files(cache) == [foreign]
    assert differing_fields(cached, layer) == []


def test_several_processes_can_share_the_folder(
    cache: LayerCache, roads: Path, differing_fields: DifferingFields
):
    layer = read_layer(roads, cache=cache)
    errors: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(60):
                assert differing_fields(open_layer(roads, replace(cache)), layer) == []
                cache.clear()
        except BaseException as error:  # noqa: BLE001 - reported below
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert not [file for file in cached_files(cache) if file.suffix == ".tmp"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_folder_is_private_to_the_user(cache: LayerCache, roads: Path):
    open_layer(roads, cache)

    assert cache.folder.stat().st_mode & 0o077 == 0


def test_file_is_hashed_only_if_its_size_is_in_the_cache(
    cache: LayerCache, roads: Path, monkeypatch: pytest.MonkeyPatch
):
    hashed: list[Path] = []
    read_chunk = cache_module._read_chunk

    def record(path: Path, offset: int) -> bytes:
        hashed.append(path)
        return read_chunk(path, offset)

    monkeypatch.setattr(cache_module, "_read_chunk", record)

    assert cache.load_file(roads) is None
    assert not hashed

    cache.store_layer(open_layer(roads, cache))
    assert cache.load_file(roads) is not None
    assert hashed


def test_digest_depends_on_the_order_of_chunks(monkeypatch: pytest.MonkeyPatch, cache: LayerCache):
    monkeypatch.setattr(cache_module, "_CHUNK_BYTES", 4)
    data = np.frombuffer(b"aaaabbbbcc", np.uint8)
    digests = {
        cache.compute_digest(memoryview(content))
        for content in (data.data, b"bbbbaaaacc", b"aaaabbbbccc", b"aaaabbbb", b"aaaabbbbcd")
    }

    assert len(digests) == 5
