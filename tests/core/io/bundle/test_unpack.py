"""What comes out of a bundle is what was packed; everything else is left out and said."""

import os
import shutil
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontviewer.core.io.bundle import entries, zip_reader
from frontviewer.core.io.bundle import unpack as unpack_module
from frontviewer.core.io.bundle.unpack import Unpacked, unpack
from frontviewer.core.problems import Problem, UnusableFileError

Pack = Callable[..., Path]


def names_in(folder: Path) -> set[str]:
    return {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()}


def refusal(bundle: Path, shelf: Path) -> Problem:
    with pytest.raises(UnusableFileError) as caught:
        unpack(bundle, shelf)
    problem = caught.value.problems[0]
    assert problem.file.startswith(str(bundle))
    assert problem.remedy or problem.line
    return problem


def left_out(unpacked: Unpacked) -> dict[str, str]:
    """What is left out, by name in the bundle, and why; each said once."""
    place = len(str(unpacked.path)) + 1
    for problem in unpacked.problems:
        assert problem.file.startswith(str(unpacked.path) + os.sep)
        assert problem.message.endswith("It is left out.")
        assert problem.remedy
    found = {p.file[place:].replace(os.sep, "/"): p.message for p in unpacked.problems}
    assert len(found) == len(unpacked.problems)
    return found


def entry(name: str, **members: int) -> ZipInfo:
    info = ZipInfo(name)
    for member, value in members.items():
        setattr(info, member, value)
    return info


# What is sound -------------------------------------------------------------------------------


def test_a_sound_bundle_lies_open_in_a_folder(pack: Pack, files: dict[str, bytes], shelf: Path):
    unpacked = unpack(pack(), shelf)

    assert unpacked.problems == ()
    assert names_in(unpacked.folder) == {"dossier.json", *files}
    assert all((unpacked.folder / name).read_bytes() == data for name, data in files.items())


def test_the_same_dossier_has_one_folder_and_another_one_has_another(
    pack: Pack, files: dict[str, bytes], shelf: Path
):
    one, same = unpack(pack(), shelf), unpack(pack(name="copy.fvz"), shelf)
    other = unpack(pack(files | {"notes.txt": b"new"}), shelf)

    assert one.folder == same.folder != other.folder


def test_nothing_that_lies_there_already_is_believed(
    pack: Pack, files: dict[str, bytes], shelf: Path
):
    bundle = pack()
    folder = unpack(bundle, shelf).folder
    (folder / "evidence.json").write_bytes(files["evidence.json"].replace(b"Ann", b"Bob"))
    (folder / "layers" / "b.geojson").write_bytes(files["layers/b.geojson"] + b"more")
    (folder / "briefing.json").unlink()
    (folder / "briefing.json").mkdir()
    (folder / "briefing.json" / "inner").write_bytes(b"")
    (folder / "layers" / "more.geojson").write_bytes(b"planted")
    shutil.rmtree(folder / "media")

    unpack(bundle, shelf)

    assert names_in(folder) == {"dossier.json", *files}
    assert {name: (folder / name).read_bytes() for name in files} == files


def test_what_lies_there_as_it_must_be_is_left_alone_so_that_windows_can_share_it(
    pack: Pack, files: dict[str, bytes], shelf: Path
):
    bundle = pack()
    folder = unpack(bundle, shelf).folder
    before = {name: (folder / name).stat().st_ino for name in files}

    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(lambda _: unpack(bundle, shelf), range(8)))

    assert {unpacked.problems for unpacked in again} == {()}
    assert {name: (folder / name).stat().st_ino for name in files} == before


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few people make links")
def test_a_link_that_lies_there_leads_nowhere(pack: Pack, shelf: Path, tmp_path: Path):
    bundle = pack()
    folder = unpack(bundle, shelf).folder
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_bytes(b"mine")
    for place in (folder / "layers", folder):
        shutil.rmtree(place)
        place.symlink_to(mine, target_is_directory=True)
        unpack(bundle, shelf)

        assert [file.name for file in mine.iterdir()] == ["letter.txt"]
        assert not place.is_symlink()
    briefing = folder / "briefing.json"
    briefing.rename(mine / "briefing.json")
    briefing.symlink_to(mine / "briefing.json")  # the same words, as long as nobody changes them
    unpack(bundle, shelf)

    assert not briefing.is_symlink()
    assert (mine / "briefing.json").is_file()


def test_a_folder_that_was_packed_as_a_whole_opens_too(pack: Pack, shelf: Path):
    unpacked = unpack(pack(top="дорога/"), shelf)

    assert unpacked.problems == ()
    assert (unpacked.folder / "layers" / "дорога.geojson").is_file()


@pytest.mark.parametrize("encoding", ["utf-8", "cp866", "cp1251"])
def test_cyrillic_names_without_the_flag_are_understood(
    pack: Pack, files: dict[str, bytes], shelf: Path, encoding: str
):
    stored = {name.encode(encoding).decode("latin-1"): data for name, data in files.items()}
    plain = {f"{number:0{len(name)}}": name for number, name in enumerate(stored)}
    bundle = pack({short: stored[name] for short, name in plain.items()}, listed=files)
    data = bundle.read_bytes()
    for short, name in plain.items():
        data = data.replace(short.encode(), name.encode("latin-1"))
    bundle.write_bytes(data)

    assert unpack(bundle, shelf).problems == ()


@pytest.mark.parametrize(
    ("stored", "listed"),
    [("media/и\u0306.png", "media/й.png"), ("media/й.png", "media/и\u0306.png")],
)
def test_letters_whose_accents_are_stored_apart_are_found_by_their_name_in_the_list(
    pack: Pack, files: dict[str, bytes], shelf: Path, stored: str, listed: str
):
    unpacked = unpack(pack(files | {stored: b"x"}, listed=files | {listed: b"x"}), shelf)

    assert unpacked.problems == ()
    assert (unpacked.folder / listed).read_bytes() == b"x"


def test_dates_that_are_none_do_no_harm(pack: Pack, shelf: Path):
    bundle = pack()
    data = bytearray(bundle.read_bytes())
    at = data.find(b"PK\1\2")
    while at >= 0:
        struct.pack_into("<HH", data, at + 12, 0xFFFF, 0)  # 31:63:62 on the day 0 of the month 0
        at = data.find(b"PK\1\2", at + 4)
    bundle.write_bytes(data)

    assert unpack(bundle, shelf).problems == ()


def test_whoever_watches_may_stop_it(pack: Pack, shelf: Path):
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        unpack(pack(), shelf, stop)
    assert not list(shelf.rglob("*.tmp"))


# What is not -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../outside.json", "leads out"),
        ("/outside.json", "leads out"),
        ("C:outside.json", "leads out"),
        ("layers\\outside.json", "on every system"),
        ("nul.geojson", "on every system"),
        ("notes.txt", "does not list it"),
    ],
)
def test_a_file_that_may_not_be_there_is_left_out_and_the_rest_is_shown(
    pack: Pack, files: dict[str, bytes], shelf: Path, name: str, why: str
):
    unpacked = unpack(pack(files | {name: b"evil"}, listed=files), shelf)

    (found,) = left_out(unpacked).items()
    assert found[0] == name
    assert why in found[1]
    assert names_in(unpacked.folder) == {"dossier.json", *files}
    assert not list(shelf.parent.rglob("outside*"))


def test_a_list_that_leads_out_is_not_followed(pack: Pack, files: dict[str, bytes], shelf: Path):
    problem = refusal(pack(files | {"../outside.json": b"evil"}), shelf)

    assert problem.file.endswith("dossier.json")
    assert "does not list" in problem.message
    assert not list(shelf.parent.rglob("outside*"))


@pytest.mark.parametrize("twin", ["evidence.json", "Evidence.JSON", "evidence.json/a", "EVIDENCE"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_files_with_one_name_none_is_believed(
    pack: Pack, files: dict[str, bytes], shelf: Path, twin: str
):
    with_folder = files | {"evidence/a": b""}
    listed = with_folder | ({} if twin in files else {twin: b"evil"})

    unpacked = unpack(pack(with_folder | {entry(twin): b"evil"}, listed=listed), shelf)

    hurt = {"evidence/a" if twin == "EVIDENCE" else "evidence.json", twin}
    assert left_out(unpacked).keys() == hurt
    assert names_in(unpacked.folder) == {"dossier.json", *with_folder} - hurt


@pytest.mark.parametrize(
    ("flaw", "why"),
    [
        ({"external_attr": 0o120777 << 16}, "a link"),
        ({"compress_type": ZIP_BZIP2}, "method 12"),
    ],
)
def test_what_is_no_plain_file_is_left_out(
    pack: Pack, files: dict[str, bytes], shelf: Path, flaw: dict[str, int], why: str
):
    odd = {n: d for n, d in files.items() if n != "briefing.json"}
    odd[entry("briefing.json", **flaw)] = files["briefing.json"]

    (found,) = left_out(unpack(pack(odd, listed=files), shelf)).items()

    assert found[0] == "briefing.json"
    assert why in found[1]


def test_an_encrypted_file_is_left_out(pack: Pack, files: dict[str, bytes], shelf: Path):
    bundle = pack()
    data = bytearray(bundle.read_bytes())
    at = data.rfind(b"briefing.json") - 46  # its place in the table
    data[at + 8] |= 1
    bundle.write_bytes(data)

    assert "encrypted" in left_out(unpack(bundle, shelf))["briefing.json"]


@pytest.mark.parametrize(("name", "why"), [(b"Bob", "SHA-256"), (b"Robert", "bytes")])
def test_a_file_that_is_not_the_one_listed_is_left_out_even_if_it_was_sound_before(
    pack: Pack, files: dict[str, bytes], shelf: Path, name: bytes, why: str
):
    sound = unpack(pack(), shelf)
    forged = files["evidence.json"].replace(b"Ann", name)

    unpacked = unpack(pack(files | {"evidence.json": forged}, listed=files), shelf)

    assert unpacked.folder == sound.folder
    assert left_out(unpacked).keys() == {"evidence.json"}
    assert why in left_out(unpacked)["evidence.json"]
    assert not (unpacked.folder / "evidence.json").exists()
    assert (unpacked.folder / "briefing.json").is_file()


def test_a_file_that_is_listed_and_not_there_is_told(
    pack: Pack, files: dict[str, bytes], shelf: Path
):
    unpacked = unpack(pack(files, listed=files | {"media/b.png": b"x"}), shelf)

    assert "not in the bundle" in left_out(unpacked)["media/b.png"]


def test_what_lies_beside_the_dossiers_folder_is_left_out(
    pack: Pack, files: dict[str, bytes], shelf: Path
):
    litter = ZipInfo("__MACOSX/._дорога")

    unpacked = unpack(pack(files | {litter: b"litter"}, listed=files, top="дорога/"), shelf)

    assert "beside the folder" in left_out(unpacked)["__MACOSX/._дорога"]


# What nothing can be made of -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "no zip"), (b'{"type": "FeatureCollection"}', "no zip"), (b"PK\3\4half", "cut off")],
)
def test_what_is_no_bundle_is_refused(tmp_path: Path, shelf: Path, data: bytes, why: str):
    bundle = tmp_path / "road.fvz"
    bundle.write_bytes(data)

    assert why in refusal(bundle, shelf).message


def test_a_bundle_that_was_cut_off_is_refused(pack: Pack, shelf: Path):
    bundle = pack()
    bundle.write_bytes(bundle.read_bytes()[:-100])

    assert "cut off" in refusal(bundle, shelf).message


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["layers/a.geojson"], "no dossier.json"),
        (["deep/er/dossier.json"], "no dossier.json"),
        (["a/dossier.json", "b/dossier.json"], "a/, b/"),
        (["dossier.json", "Dossier.json"], "2 files named dossier.json"),
    ],
)
def test_a_zip_without_one_dossier_is_refused(
    tmp_path: Path, shelf: Path, names: list[str], why: str
):
    bundle = tmp_path / "road.fvz"
    with ZipFile(bundle, "w") as packed:
        for name in names:
            packed.writestr(name, "{}")

    assert why in refusal(bundle, shelf).message


@pytest.mark.parametrize(
    ("text", "why"),
    [('{"layers": []}', "does not list"), ("{oops", "not JSON"), ('{"files": 7}', "does not list")],
)
def test_a_dossier_that_does_not_list_its_files_is_refused(
    tmp_path: Path, shelf: Path, text: str, why: str
):
    bundle = tmp_path / "road.fvz"
    with ZipFile(bundle, "w") as packed:
        packed.writestr("dossier.json", text)
        packed.writestr("a.geojson", "{}")

    problem = refusal(bundle, shelf)

    assert problem.file == str(bundle / "dossier.json")
    assert why in problem.message


# What is made to hurt --------------------------------------------------------------------------


def test_a_bundle_that_would_fill_the_disk_is_refused_before_it_is_unpacked(
    pack: Pack, shelf: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unpack_module, "_HARMLESS", 1 << 20)
    bundle = pack({"zeros": bytes(8 << 20)})

    assert "times its size" in refusal(bundle, shelf).message
    assert not list(shelf.rglob("zeros"))


def test_a_bundle_of_very_many_files_is_refused(
    pack: Pack, shelf: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(entries, "_MOST_FILES", 5)

    assert "at most 5" in refusal(pack(), shelf).message


def test_a_table_of_contents_without_end_is_not_read(
    pack: Pack, shelf: Path, monkeypatch: pytest.MonkeyPatch
):
    bundle = pack()
    monkeypatch.setattr(zip_reader, "_LARGEST_TABLE", 100)

    assert "table of contents" in refusal(bundle, shelf).message


def test_a_bundle_for_which_the_disk_has_no_room_is_refused(
    pack: Pack, shelf: Path, monkeypatch: pytest.MonkeyPatch
):
    free = type("Usage", (), {"free": 100})
    monkeypatch.setattr(unpack_module, "disk_usage", lambda _: free)

    assert "It needs" in refusal(pack(), shelf).message


def test_words_for_which_there_is_no_memory_are_left_out(
    pack: Pack, files: dict[str, bytes], shelf: Path, monkeypatch: pytest.MonkeyPatch
):
    bundle = pack(files | {"evidence.json": files["evidence.json"] + b" " * 5000})

    monkeypatch.setattr(entries, "max_readable_size", lambda: 5000)
    assert "no memory" in left_out(unpack(bundle, shelf))["evidence.json"]
    monkeypatch.setattr(entries, "max_readable_size", lambda: 500)
    assert "no memory" in refusal(bundle, shelf).message


def test_what_cannot_be_read_is_told(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def locked(_bundle: Path) -> None:
        raise PermissionError(13, "Permission denied")

    bundle = pack()
    assert "no file" in refusal(tmp_path, tmp_path / "shelf").message
    monkeypatch.setattr(zip_reader, "FileIO", locked)
    assert "Permission denied" in refusal(bundle, tmp_path / "shelf").message


def test_a_folder_that_cannot_be_written_is_told(pack: Pack, tmp_path: Path):
    (tmp_path / "shelf").write_bytes(b"a file")

    assert "cannot be unpacked" in refusal(pack(), tmp_path / "shelf").message


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_damaged_nothing_comes_out_but_what_was_packed(
    pack: Pack, files: dict[str, bytes], shelf: Path, data: st.DataObject
):
    bundle = pack(files, name="damaged.fvz")
    sound = bundle.read_bytes()
    at = data.draw(st.integers(0, len(sound) - 1))
    raw = bytearray(sound)
    match data.draw(st.sampled_from(["flip", "cut", "insert", "overwrite"])):
        case "flip":
            raw[at] ^= 1 << data.draw(st.integers(0, 7))
        case "cut":
            del raw[at : at + data.draw(st.integers(1, 200))]
        case "insert":
            raw[at:at] = data.draw(st.binary(min_size=1, max_size=50))
        case "overwrite":
            raw[at : at + 8] = data.draw(st.binary(min_size=8, max_size=8))
    bundle.write_bytes(raw)

    try:
        unpacked = unpack(bundle, shelf)
    except UnusableFileError:
        return
    there = names_in(unpacked.folder) - {"dossier.json"}
    for name in there:
        assert (unpacked.folder / name).read_bytes() == files[name]
    assert there == files.keys() - left_out(unpacked).keys()
