"""The GitHub workflow: valid, with pinned actions, minimal permissions and existing scripts."""

# ruff: noqa: S603 - it runs the schema validator
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
    """Return the text of each job of a workflow, by name."""
    parts = re.split(r"\n  (\w[\w-]*):\n", text.partition("\njobs:")[2])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_workflow_exists():
    assert WORKFLOWS


@pytest.mark.skipif(not find_spec("check_jsonschema"), reason="requirements/build.txt is missing")
@each_workflow
def test_workflow_matches_the_github_schema(workflow):
    schema = ["--builtin-schema", "vendor.github-workflows"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, workflow]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@each_workflow
def test_actions_and_images_are_pinned_with_their_version(workflow):
    text = workflow.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.+)", text)
    assert used
    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    for image in re.findall(r"(?:container|image): (.+)", text):
        assert re.match(r"[\w./:-]+@sha256:[0-9a-f]{64}\b", image), image


@each_workflow
def test_only_the_release_job_has_write_permissions(workflow):
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
def test_tokens_are_not_persisted_and_secrets_are_limited_to_tags(workflow):
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
def test_jobs_that_test_windows_do_not_set_the_offscreen_platform(workflow):
    before, *_ = (text := workflow.read_text(encoding="utf-8")).partition("\njobs:\n")
    assert "QT_QPA_PLATFORM" not in before
    assert "QT_QPA_PLATFORM" not in jobs(text)["windows-setup"]
    assert "QT_QPA_PLATFORM" not in jobs(text)["macos"]


@each_workflow
def test_output_of_failed_tests_is_uploaded(workflow):
    text = workflow.read_text(encoding="utf-8")
    for job in ("linux", "windows", "windows-setup", "macos"):
        assert re.search(r"if: always\(\)\n +uses: actions/upload-artifact@", jobs(text)[job]), job


@each_workflow
def test_tag_with_another_version_stops_the_build(workflow):
    text = workflow.read_text(encoding="utf-8")
    assert 'test "$GITHUB_REF_NAME" = "v$(' in jobs(text)["test"]
    for job in ("linux", "windows", "macos"):
        assert "    needs: [test, installers]\n" in jobs(text)[job]


@each_workflow
def test_called_scripts_and_files_exist(workflow):
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


def test_no_file_contains_a_registry_address_or_a_local_path():
    """The build must work with mirrored packages and on any machine."""
    texts = PACKAGING / "licences" / "texts"
    local_paths = "|".join(
        re.escape(str(path)) for path in (product.ROOT, product.ROOT.parent / "shared")
    )
    paths = [product.ROOT / "Makefile", *WORKFLOWS, *(product.ROOT / "requirements").iterdir()]
    paths += [path for path in PACKAGING.rglob("*") if path.is_file() and texts not in path.parents]
    for path in paths:
        if path.suffix not in {".png", ".bmp", ".pyc"}:
            text = path.read_text(encoding="utf-8")
            match = re.search(
                rf"pypi\.org|pythonhosted|npmjs|deb\.debian\.org|{local_paths}|/root/\.", text
            )
            assert not match, f"{path}: {match[0]}"
