"""A file opened again is found in the cache; nothing that befalls the cache befalls the layer."""

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

Differing = Callable[[Layer, Layer], list[str]]


@pytest.fixture
def cache(tmp_path: Path) -> LayerCache:
    return LayerCache(tmp_path / "cache", least_bytes=1)


@pytest.fixture
def roads(tmp_path: Path) -> Path:
    file = tmp_path / "roads.geojson"
    file.write_bytes(ROADS)
    return file


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read from their source."""
    read = reader.read_layer_text
    files: list[str] = []

    def noted(data, *, file, **others):
        files.append(file)
        return read(data, file=file, **others)

    monkeypatch.setattr(reader, "read_layer_text", noted)
    return files


def opened(file: Path, cache: LayerCache) -> Layer:
    """Open a file as the window does: look into the cache, show, keep."""
    layer = read_layer(file, cache=cache)
    cache.keep(layer)
    return layer


def held(cache: LayerCache) -> list[Path]:
    return sorted(cache.folder.iterdir())


def test_a_file_opened_again_is_not_read_again(
    cache: LayerCache, roads: Path, readings: list[str], differing: Differing
):
    first, again = opened(roads, cache), opened(roads, cache)

    assert readings == [str(roads)]
    assert first.problems
    assert differing(again, first) == []


def test_the_same_content_elsewhere_has_the_name_and_the_blame_of_its_place(
    cache: LayerCache, roads: Path, tmp_path: Path, readings: list[str], differing: Differing
):
    opened(roads, cache)
    copy = tmp_path / "streets.geojson"
    copy.write_bytes(ROADS)

    found = read_layer(copy, name="s", title="Streets", cache=cache)
    readings.clear()

    assert (
        differing(found, replace(read_layer(copy, name="s", title="Streets"), digest=found.digest))
        == []
    )
    assert {problem.file for problem in found.problems} == {str(copy)}
    assert readings == [str(copy)]  # by the comparison only


def test_a_changed_file_is_noticed_even_where_its_size_and_time_are_not(
    cache: LayerCache, roads: Path
):
    opened(roads, cache)
    before = roads.stat()
    roads.write_bytes(ROADS.replace(b'"name": "a"', b'"name": "z"'))
    os.utime(roads, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert opened(roads, cache).feature(0).name == "z"


def test_a_packed_file_is_found_again(
    cache: LayerCache, tmp_path: Path, readings: list[str], differing: Differing
):
    file = tmp_path / "roads.geojson.gz"
    file.write_bytes(gzip.compress(ROADS))

    assert differing(opened(file, cache), opened(file, cache)) == []
    assert len(readings) == 1


@pytest.mark.parametrize("what", ["__version__", "_READING"])
def test_another_version_reads_anew(
    cache: LayerCache, roads: Path, readings: list[str], monkeypatch: pytest.MonkeyPatch, what: str
):
    opened(roads, cache)
    monkeypatch.setattr(cache_module, what, "other")
    opened(roads, cache)
    opened(roads, cache)

    assert len(readings) == 2


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_cache_file_is_rebuilt_and_the_layer_is_the_same(
    cache: LayerCache, roads: Path, readings: list[str], data: st.DataObject, differing: Differing
):
    layer = opened(roads, cache)
    (file,) = held(cache)
    sound = file.read_bytes()
    at = data.draw(st.integers(0, len(sound) - 1), "at")
    damage = data.draw(st.sampled_from(["flip", "cut", "grow", "blank"]), "damage")
    file.write_bytes(damaged(sound, at, damage))
    readings.clear()

    again = opened(roads, cache)

    assert differing(again, layer) == []
    assert file.read_bytes() == sound
    assert len(readings) == (damaged(sound, at, damage) != sound)


def damaged(sound: bytes, at: int, damage: str) -> bytes:
    match damage:
        case "flip":
            return sound[:at] + bytes([sound[at] ^ 1 << at % 8]) + sound[at + 1 :]
        case "cut":
            return sound[:at]
        case "grow":
            return sound[:at] + b"\0" * 16 + sound[at:]
        case _:
            return sound[:at] + bytes(len(sound) - at)


def test_a_foreign_file_in_its_place_is_replaced(
    cache: LayerCache, roads: Path, tmp_path: Path, readings: list[str], differing: Differing
):
    other = tmp_path / "other.geojson"
    other.write_bytes(ROADS.replace(b"170", b"171"))
    opened(other, cache)
    (foreign,) = held(cache)
    layer = opened(roads, cache)
    (place,) = set(held(cache)) - {foreign}

    head = block_file._Head(place.stem, (1 << 60,), (0,))
    boasting = msgspec.msgpack.encode(head)
    boasting = block_file._PREFIX.pack(block_file._MAGIC, len(boasting)) + boasting
    for content in (foreign.read_bytes(), b"", b"<html>", b"FVCACHE\n" + b"\xff" * 99, boasting):
        place.write_bytes(content)
        assert differing(opened(roads, cache), layer) == []
        assert differing(opened(roads, cache), layer) == []

    assert len(readings) == 2 + 5


def in_the_way(cache: LayerCache) -> None:
    cache.folder.write_bytes(b"not a folder")


def directory_for_a_file(cache: LayerCache) -> None:
    name = cache._path(cache_module._key(cache.digest(memoryview(ROADS))), ".columns")
    (name / "inner").mkdir(parents=True)


def locked(cache: LayerCache) -> None:
    cache.folder.mkdir(mode=0o000)


@pytest.mark.parametrize("obstacle", [in_the_way, directory_for_a_file, locked])
def test_where_nothing_can_be_kept_the_file_is_read(
    cache: LayerCache, roads: Path, obstacle: Callable[[LayerCache], None]
):
    obstacle(cache)

    for _ in range(2):
        assert len(opened(roads, cache)) == 3
    assert cache.clear() >= 0


def test_a_full_disk_leaves_nothing_behind(
    cache: LayerCache, roads: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    assert len(opened(roads, cache)) == 3
    assert held(cache) == []


def test_what_cannot_be_packed_is_not_kept(cache: LayerCache, roads: Path, readings: list[str]):
    number = b"9" * 30
    roads.write_bytes(ROADS.replace(b'"me"', number))

    assert [opened(roads, cache).members["attribution"] for _ in range(2)] == [int(number)] * 2
    assert len(readings) == 2


def layers(count: int) -> list[Layer]:
    """Layers of about 80 kB each, by different digests."""
    layer = reader.read_layer_text(ROADS)
    return [replace(layer, document=b"x" * 80_000, digest=f"{n:064}") for n in range(count)]


@pytest.mark.parametrize("oldest", range(3))
def test_the_cache_stays_below_its_bound_and_lets_go_of_what_was_not_used_for_longest(
    cache: LayerCache, oldest: int
):
    cache = replace(cache, most_bytes=250_000)
    *old, new = layers(4)
    for number, layer in enumerate(old):
        cache.keep(layer)
        age = 2000 if number == oldest else 1000
        file = cache._path(cache_module._key(layer.digest), ".columns")
        os.utime(file, (time.time() - age,) * 2)

    cache.keep(new)

    found = [cache.find(layer.digest) is not None for layer in (*old, new)]
    assert found == [number != oldest for number in range(4)]
    assert sum(file.stat().st_size for file in held(cache)) <= 250_000


def test_what_is_opened_again_counts_as_used(cache: LayerCache):
    cache = replace(cache, most_bytes=250_000)
    *old, new = layers(4)
    for layer in old:
        cache.keep(layer)
    for age, file in enumerate(held(cache)):
        os.utime(file, (age, age))
    again = min(old, key=lambda layer: layer.digest)

    assert cache.find(again.digest) is not None
    cache.keep(new)

    assert cache.find(again.digest) is not None


def test_what_is_larger_than_the_bound_moves_nothing_out(cache: LayerCache):
    small, large = layers(2)
    cache.keep(small)
    before = held(cache)

    replace(cache, most_bytes=90_000).keep(replace(large, document=b"x" * 100_000))

    assert held(cache) == before


def test_a_disk_that_is_nearly_full_is_left_its_room(
    cache: LayerCache, monkeypatch: pytest.MonkeyPatch
):
    free = 1_700_000
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": free}))
    for layer in layers(6):
        cache.keep(layer)

    assert 80_000 < sum(file.stat().st_size for file in held(cache)) <= 200_000


def test_what_a_dead_program_left_unfinished_goes_in_time(cache: LayerCache):
    cache.folder.mkdir()
    left, under_way = cache.folder / ".1.tmp", cache.folder / ".2.tmp"
    for file in (left, under_way):
        file.write_bytes(b"half")
    os.utime(left, (0, 0))

    cache.keep(layers(1)[0])

    assert not left.exists()
    assert under_way.exists()


def test_small_files_and_the_bundled_dossier_are_not_kept(tmp_path: Path, repository: Path):
    cache = LayerCache(tmp_path / "cache")

    for layer in open_dossier([repository / "layers"], cache=cache).layers:
        cache.keep(layer)

    assert not cache.folder.exists()


def test_clearing_tells_what_it_freed_and_leaves_open_layers_and_other_files_alone(
    cache: LayerCache, roads: Path, differing: Differing
):
    layer = opened(roads, cache)
    found = opened(roads, cache)
    size = held(cache)[0].stat().st_size
    other = cache.folder / "letter.txt"
    other.write_text("not ours")

    assert cache.clear() == size
    assert cache.clear() == 0
    assert held(cache) == [other]
    assert differing(found, layer) == []


def test_two_programs_at_once_do_not_disturb_each_other(
    cache: LayerCache, roads: Path, differing: Differing
):
    layer = read_layer(roads, cache=cache)
    failed: list[BaseException] = []

    def program() -> None:
        try:
            for _ in range(60):
                assert differing(opened(roads, replace(cache)), layer) == []
                cache.clear()
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    programs = [threading.Thread(target=program) for _ in range(3)]
    for thread in programs:
        thread.start()
    for thread in programs:
        thread.join()

    assert failed == []
    assert not [file for file in held(cache) if file.suffix == ".tmp"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_others_on_the_machine_cannot_look_into_it(cache: LayerCache, roads: Path):
    opened(roads, cache)

    assert cache.folder.stat().st_mode & 0o077 == 0


def test_only_a_file_of_a_size_met_before_is_looked_through_for_what_names_it(
    cache: LayerCache, roads: Path, monkeypatch: pytest.MonkeyPatch
):
    activated: list[Path] = []
    read = cache_module._read
    monkeypatch.setattr(
        cache_module, "_read", lambda path, at: activated.append(path) or read(path, at)
    )

    assert cache.load_file(roads) is None
    assert not activated

    cache.keep(opened(roads, cache))
    assert cache.load_file(roads) is not None
    assert activated


def test_pieces_in_another_order_are_another_file(
    monkeypatch: pytest.MonkeyPatch, cache: LayerCache
):
    monkeypatch.setattr(cache_module, "_PIECE", 4)
    data = np.frombuffer(b"aaaabbbbcc", np.uint8)
    digests = {
        cache.digest(memoryview(given))
        for given in (data.data, b"bbbbaaaacc", b"aaaabbbbccc", b"aaaabbbb", b"aaaabbbbcd")
    }

    assert len(digests) == 5
