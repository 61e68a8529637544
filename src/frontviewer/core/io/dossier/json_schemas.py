"""Generates the JSON Schemas of a dossier's files from the records that read them.

`python -m frontviewer.core.io.dossier.json_schemas` writes them to `resources/schemas`.
"""

from collections.abc import Mapping
from inspect import cleandoc
from types import MappingProxyType
from typing import Any

import msgspec

from frontviewer.core.io.dossier.dossier_file import DossierFile
from frontviewer.core.model.briefing import Briefing
from frontviewer.core.model.evidence import Evidence, Record
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.core.system.data_files import data_folder
from frontviewer.core.text.json_codec import encode_json

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_RECORD_TYPES: Mapping[str, type[Record]] = MappingProxyType(
    {"dossier": DossierFile, "evidence": Evidence, "briefing": Briefing}
)


def build_schemas() -> Mapping[str, bytes]:
    """Return the content of each schema file by its name."""
    return {
        f"{name}.schema.json": _build_schema(name, record_type)
        for name, record_type in _RECORD_TYPES.items()
    }


def _build_schema(name: str, record_type: type[Record]) -> bytes:
    (root,), components = msgspec.json.schema_components(
        [record_type], ref_template="#/$defs/{name}"
    )
    for component in components.values():
        component["properties"].pop("extra")
        component["description"] = cleandoc(component["description"])
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "title": f"{name}.json of a frontviewer dossier",
        "description": "Other members are allowed, and preserved when the file is saved.",
        **root,
        "$defs": components,
    }
    return encode_json(schema)


if __name__ == "__main__":
    for file_name, text in build_schemas().items():
        write_atomic(data_folder("resources") / "schemas" / file_name, text)
