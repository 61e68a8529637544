"""What GitHub is told to do: it can be read by GitHub, and calls what is there, pinned."""

# ruff: noqa: S603 - it runs the checker for schemas
import re
import subprocess
import sys
from importlib.util import find_spec

import product
import pytest

WORKFLOWS = sorted((product.ROOT / ".github" / "workflows").glob("*.yml"))
PACKAGING = product.ROOT / "packaging"
FOR_A_TAG = "startsWith(github.ref, 'refs/tags/v')"

each_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)


def jobs(text):
    """Return what the workflow says of each job, by its name."""
    found = re.split(r"\n  (\w[\w-]*):\n", text.partition("\njobs:")[2])
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_there_is_one():
    assert WORKFLOWS


@pytest.mark.skipif(not find_spec("check_jsonschema"), reason="requirements/build.txt is missing")
@each_workflow
def test_github_can_read_it(workflow):
    schema = ["--builtin-schema", "vendor.github-workflows"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, workflow]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@each_workflow
def test_what_others_made_is_pinned_to_one_commit_whose_version_is_said(workflow):
    text = workflow.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    for image in re.findall(r"(?:container|image): (.+)", text):
        assert re.match(r"[\w./:-]+@sha256:[0-9a-f]{64}\b", image), image


@each_workflow
def test_it_may_read_and_only_the_release_may_write(workflow):
    before, _, release = workflow.read_text(encoding="utf-8").partition("\n  release:\n")
    assert "\npermissions:\n  contents: read\n" in before
    assert ": write" not in before
    assert set(re.findall(r"([\w-]+): write", release)) == {
        "contents",
        "id-token",
        "attestations",
    }
    assert "--draft" in release


@each_workflow
def test_it_keeps_no_token_and_only_a_release_sees_a_secret(workflow):
    text = workflow.read_text(encoding="utf-8")
    assert text.count("actions/checkout@") == text.count("persist-credentials: false")
    assert "secrets." in text
    for job in jobs(text).values():
        if "secrets." in job:
            assert f"    environment: ${{{{ {FOR_A_TAG} && 'release' || '' }}}}\n" in job
        for step in job.split("\n      - "):
            if f"\n        if: {FOR_A_TAG}\n" not in step:
                lines = [line for line in step.splitlines() if "secrets." in line]
                assert all(f"${{{{ {FOR_A_TAG} && secrets." in line for line in lines), lines


@each_workflow
def test_windows_are_not_hidden_where_they_are_looked_for(workflow):
    before, *_ = (text := workflow.read_text(encoding="utf-8")).partition("\njobs:\n")
    assert "QT_QPA_PLATFORM" not in before
    assert "QT_QPA_PLATFORM" not in jobs(text)["windows-setup"]
    assert "QT_QPA_PLATFORM" not in jobs(text)["macos"]


@each_workflow
def test_what_a_test_saw_is_kept_above_all_where_it_failed(workflow):
    text = workflow.read_text(encoding="utf-8")
    for job in ("linux", "windows", "windows-setup", "macos"):
        assert re.search(r"if: always\(\)\n +uses: actions/upload-artifact@", jobs(text)[job]), job


@each_workflow
def test_a_tag_that_names_another_version_stops_before_anything_is_built(workflow):
    text = workflow.read_text(encoding="utf-8")
    assert 'test "$GITHUB_REF_NAME" = "v$(' in jobs(text)["test"]
    for job in ("linux", "windows", "macos"):
        assert "    needs: [test, installers]\n" in jobs(text)[job]


@each_workflow
def test_everything_that_it_calls_is_there(workflow):
    text = workflow.read_text(encoding="utf-8")
    called = re.findall(r"packaging/[\w/]+\.(?:py|sh|ps1)", text)
    called += [
        f"packaging/{module.replace('.', '/')}.py"
        for module in re.findall(r"-m ((?:linux|macos|windows)\.\w+)", text)
    ]
    called += re.findall(r"requirements/\w+\.txt", text)
    assert called
    for path in called:
        assert (product.ROOT / path).is_file(), path


def test_nothing_of_ours_names_a_registry_or_a_path_of_one_machine():
    """Whoever mirrors packages, or builds elsewhere, gets by."""
    texts = PACKAGING / "licences" / "texts"
    here = "|".join(re.escape(str(path)) for path in (product.ROOT, product.ROOT.parent / "shared"))
    ours = [product.ROOT / "Makefile", *WORKFLOWS, *(product.ROOT / "requirements").iterdir()]
    ours += [path for path in PACKAGING.rglob("*") if path.is_file() and texts not in path.parents]
    for path in ours:
        if path.suffix not in {".png", ".bmp", ".pyc"}:
            text = path.read_text(encoding="utf-8")
            named = re.search(
                rf"pypi\.org|pythonhosted|npmjs|deb\.debian\.org|{here}|/root/\.", text
            )
            assert not named, f"{path}: {named[0]}"
