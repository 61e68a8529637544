"""A file for which there is no memory is refused before it is read."""

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
    """A machine with 8 GB free whose groups of processes are folders."""
    system = type("Memory", (), {"available": 8 * GB})
    monkeypatch.setattr(memory.psutil, "virtual_memory", lambda: system)
    monkeypatch.setattr(memory, "_own_limit", lambda: iter(()))
    monkeypatch.setattr(memory, "_MEMBERSHIP", tmp_path / "cgroup")
    monkeypatch.setattr(memory, "_UNIFIED", (tmp_path, *memory._UNIFIED[1:]))
    monkeypatch.setattr(memory, "_LEGACY", (tmp_path / "memory", *memory._LEGACY[1:]))
    return tmp_path


def write(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(f"{content}\n", encoding="ascii")


def test_without_limits_it_is_what_the_machine_has(machine: Path):
    assert memory.available_memory() == 8 * GB


def test_the_limit_of_a_container_counts_and_what_it_can_let_go_of_is_free(machine: Path):
    write(machine, cgroup="0::/box/inner")
    write(machine / "box" / "inner", memory__max="max", memory__current=2 * GB)
    write(machine / "box", memory__max=4 * GB, memory__current=3 * GB)
    write(machine / "box", memory__stat=f"anon {2 * GB}\ninactive_file {GB}")

    assert memory.available_memory() == 2 * GB


def test_the_limit_of_an_older_container_counts(machine: Path):
    write(machine, cgroup="11:cpu,cpuacct:/x\n4:memory:/not/seen/from/inside\n0::/")
    inside = {"memory__limit_in_bytes": GB, "memory__usage_in_bytes": GB // 4}
    write(machine / "memory", **inside, memory__stat="total_inactive_file 0")

    assert memory.available_memory() == GB * 3 // 4


def test_a_container_that_is_over_its_limit_has_nothing_free(machine: Path):
    write(machine, cgroup="0::/")
    write(machine, memory__max=GB, memory__current=2 * GB)

    assert memory.available_memory() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the shell's limit is known on Linux only")
def test_the_limit_of_the_shell_counts():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (4 << 30, -1));"
        "from frontviewer.core.system.memory import available_memory; print(available_memory())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603

    assert int(said.stdout) < 4 << 30


@pytest.fixture
def cramped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves memory for a file of 1 MB."""
    for module in (memory, input_bytes):
        monkeypatch.setattr(module, "available_memory", lambda: memory.MEMORY_PER_BYTE * 1_000_000)


@pytest.mark.usefixtures("cramped")
def test_a_file_too_large_for_this_machine_is_refused_with_its_size_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(input_bytes, "_read", lambda *_: pytest.fail("it was read"))
    file = tmp_path / "large.geojson"
    file.write_bytes(b" " * 1_600_000)

    with pytest.raises(UnusableFileError) as refused:
        read_layer(file)

    (problem,) = refused.value.problems
    assert problem.file == str(file)
    assert "1.6 MB" in problem.message
    assert f"{format_size(memory.MEMORY_PER_BYTE * 1_000_000)} are free" in problem.message
    assert problem.remedy


@pytest.mark.usefixtures("cramped")
def test_a_file_that_unpacks_to_more_than_there_is_room_for_is_refused(tmp_path: Path):
    file = tmp_path / "bomb.geojson.gz"
    file.write_bytes(gzip.compress(b" " * 30_000_000))

    with pytest.raises(UnusableFileError, match=r"Unpacked, the file holds more than 1\.0 MB"):
        read_layer(file)


def test_memory_that_runs_out_after_all_is_said_and_not_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def greedy(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reader, "read_layer_text", greedy)
    file = tmp_path / "points.geojson"
    file.write_bytes(b" " * 1_600_000)

    with pytest.raises(UnusableFileError, match=r"holds 1\.6 MB.*free"):
        read_layer(file)


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    document = json.dumps({"type": "FeatureCollection", "features": []}).encode()
    file = tmp_path / "growing.geojson"
    file.write_bytes(document)
    read = input_bytes._read
    for size in (5, len(document) + 5):
        monkeypatch.setattr(input_bytes, "_read", lambda stream, _, size=size: read(stream, size))
        assert input_bytes.read_file_bytes(file, ProblemCollector("")).tobytes() == document
