"""The JSON Schemas of a dossier's files, made from the records that read them.

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
from frontviewer.core.system.app_paths import data_folder
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.core.text.json_codec import json_bytes

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FILES: Mapping[str, type[Record]] = MappingProxyType(
    {"dossier": DossierFile, "evidence": Evidence, "briefing": Briefing}
)


def schema_texts() -> Mapping[str, bytes]:
    """Return each schema's file name and content."""
    return {f"{name}.schema.json": _schema_text(name, kind) for name, kind in _FILES.items()}


def _schema_text(name: str, kind: type[Record]) -> bytes:
    (described,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for part in parts.values():
        part["properties"].pop("extra")
        part["description"] = cleandoc(part["description"])
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        "title": f"{name}.json of a frontviewer dossier",
        "description": "Members that are not named here are allowed, and kept on saving.",
        **described,
        "$defs": parts,
    }
    return json_bytes(schema)


if __name__ == "__main__":
    for file_name, text in schema_texts().items():
        write_atomic(data_folder("resources") / "schemas" / file_name, text)
