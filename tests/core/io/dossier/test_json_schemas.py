import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from frontviewer.core.io.dossier.json_schemas import build_schemas

NAMES = ["dossier", "evidence", "briefing"]


@pytest.fixture
def validator(repository: Path, request):
    file = repository / "resources" / "schemas" / f"{request.param}.schema.json"
    return Draft202012Validator(json.loads(file.read_text("utf-8")))


def test_schema_files_are_up_to_date(repository: Path):
    shipped = {
        file.name: file.read_bytes() for file in (repository / "resources" / "schemas").iterdir()
    }

    assert shipped == build_schemas(), "run: python -m frontviewer.core.io.dossier.json_schemas"


@pytest.mark.parametrize(("validator", "name"), [(n, n) for n in NAMES], indirect=["validator"])
def test_bundled_dossier_is_valid(repository: Path, validator, name: str):
    validator.check_schema(validator.schema)
    shipped = json.loads((repository / "layers" / f"{name}.json").read_text("utf-8"))

    assert [error.message for error in validator.iter_errors(shipped)] == []


@pytest.mark.parametrize("validator", ["evidence"], indirect=True)
def test_unknown_members_are_valid_and_invalid_values_are_not(validator):
    agent = {"id": "A1", "name": "Ann", "reliability": {"grade": None}, "later": 1}

    assert validator.is_valid({"agents": [agent], "later": {}})
    assert not validator.is_valid({"agents": [agent | {"camp": "martian"}]})
    assert not validator.is_valid({"agents": [{"id": "A1"}]})


@pytest.mark.parametrize("validator", ["briefing"], indirect=True)
def test_internal_members_are_not_in_the_schema(validator):
    assert '"extra"' not in json.dumps(validator.schema)
