"""Files that do not fit into memory are refused before they are read."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from frontviewer.core.io import input_bytes
from frontviewer.core.io.geojson import reader
from frontviewer.core.io.geojson.reader import read_layer
from frontviewer.core.io.problem_collector import ProblemCollector
from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system import memory
from frontviewer.core.text.formatting import format_size

GB = 10**9


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with 8 GB free, with its control group files in a temporary folder."""
    virtual_memory = type("Memory", (), {"available": 8 * GB})
    monkeypatch.setattr(memory.psutil, "virtual_memory", lambda: virtual_memory)
    monkeypatch.setattr(memory, "_process_limit", lambda: iter(()))
    monkeypatch.setattr(memory, "_MEMBERSHIP", tmp_path / "cgroup")
    monkeypatch.setattr(memory, "_UNIFIED", (tmp_path, *memory._UNIFIED[1:]))
    monkeypatch.setattr(memory, "_LEGACY", (tmp_path / "memory", *memory._LEGACY[1:]))
    return tmp_path


def write(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(f"{content}\n", encoding="ascii")


def test_available_memory_without_limits_is_that_of_the_machine(machine: Path):
    assert memory.available_memory() == 8 * GB


def test_cgroup_v2_limit_counts_and_page_cache_is_available(machine: Path):
    write(machine, cgroup="0::/box/inner")
    write(machine / "box" / "inner", memory__max="max", memory__current=2 * GB)
    write(machine / "box", memory__max=4 * GB, memory__current=3 * GB)
    write(machine / "box", memory__stat=f"anon {2 * GB}\ninactive_file {GB}")

    assert memory.available_memory() == 2 * GB


def test_cgroup_v1_limit_counts(machine: Path):
    write(machine, cgroup="11:cpu,cpuacct:/x\n4:memory:/not/seen/from/inside\n0::/")
    limits = {"memory__limit_in_bytes": GB, "memory__usage_in_bytes": GB // 4}
    write(machine / "memory", **limits, memory__stat="total_inactive_file 0")

    assert memory.available_memory() == GB * 3 // 4


def test_no_memory_is_available_above_the_limit(machine: Path):
    write(machine, cgroup="0::/")
    write(machine, memory__max=GB, memory__current=2 * GB)

    assert memory.available_memory() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit is read on Linux only")
def test_ulimit_counts():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (4 << 30, -1));"
        "from frontviewer.core.system.memory import available_memory; print(available_memory())"
    )
    completed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603

    assert int(completed.stdout) < 4 << 30


@pytest.fixture
def low_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit the free memory to what a file of 1 MB needs."""
    for module in (memory, input_bytes):
        monkeypatch.setattr(module, "available_memory", lambda: memory.MEMORY_PER_BYTE * 1_000_000)


@pytest.mark.usefixtures("low_memory")
def test_too_large_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(input_bytes, "_read", lambda *_: pytest.fail("it was read"))
    file = tmp_path / "large.geojson"
    file.write_bytes(b" " * 1_600_000)

    with pytest.raises(UnusableFileError) as raised:
        read_layer(file)

    (problem,) = raised.value.problems
    assert problem.file == str(file)
    assert "1.6 MB" in problem.message
    assert f"{format_size(memory.MEMORY_PER_BYTE * 1_000_000)} is free" in problem.message
    assert problem.remedy


@pytest.mark.usefixtures("low_memory")
def test_gzip_file_that_unpacks_to_too_much_is_refused(tmp_path: Path):
    file = tmp_path / "bomb.geojson.gz"
    file.write_bytes(gzip.compress(b" " * 30_000_000))

    with pytest.raises(
        UnusableFileError, match=r"The unpacked file is too large: more than 1\.0 MB"
    ):
        read_layer(file)


def test_memory_error_while_reading_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def exhaust_memory(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reader, "read_layer_text", exhaust_memory)
    file = tmp_path / "points.geojson"
    file.write_bytes(b" " * 1_600_000)

    with pytest.raises(UnusableFileError, match=r"too large: 1\.6 MB.*free"):
        read_layer(file)


def test_file_that_grows_during_reading_is_read_completely(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    document = json.dumps({"type": "FeatureCollection", "features": []}).encode()
    file = tmp_path / "growing.geojson"
    file.write_bytes(document)
    read = input_bytes._read
    for size in (5, len(document) + 5):
        monkeypatch.setattr(input_bytes, "_read", lambda stream, _, size=size: read(stream, size))
        assert input_bytes.read_file_bytes(file, ProblemCollector("")).tobytes() == document
