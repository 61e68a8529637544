"""Writes what a build is made of for programs that look for known weaknesses: an SBOM.

    python packaging/sbom.py BUILD FILE.cdx.json

BUILD is a folder, or an archive of one. The SBOM is CycloneDX 1.6: the wheels with the hashes of
the lock, and what of others they and Python bring along. The same build gives the same bytes.
"""

import shutil
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from components import Component, components_in
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component as Entry
from cyclonedx.model.component import ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from product import NAME, build_time, version


def main(build: Path, target: Path) -> None:
    """Write the SBOM of a folder or an archive."""
    if build.is_dir():
        text = sbom(components_in(build))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            shutil.unpack_archive(build, scratch)
            (folder,) = Path(scratch).iterdir()
            text = sbom(components_in(folder))
    target.write_text(text, encoding="utf-8", newline="\n")


def sbom(components: tuple[Component, ...]) -> str:
    """Return the SBOM of what is in a build."""
    program = Entry(
        bom_ref=NAME,
        name=NAME,
        version=version(),
        type=ComponentType.APPLICATION,
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    others = [(one, _entry(one)) for one in components]
    brought = [(_bringers(one, components), entry) for one, entry in others]
    built = datetime.fromtimestamp(build_time(), tz=UTC)
    bom = Bom(
        components=[entry for _, entry in others],
        metadata=BomMetaData(component=program, timestamp=built),
        serial_number=_number_of(components),
    )
    for name, bringer in [(NAME, program), *((one.name, entry) for one, entry in others)]:
        bom.register_dependency(bringer, [entry for names, entry in brought if name in names])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _entry(component: Component) -> Entry:
    name = component.wheel.name if component.wheel else component.name
    number = component.version or None
    package = PackageURL("pypi" if component.wheel else "generic", None, name, number)
    references = []
    if component.source.startswith("https://"):
        source = ExternalReferenceType.SOURCE_DISTRIBUTION
        references.append(ExternalReference(type=source, url=XsUri(component.source)))
    if component.wheel:
        hashes = [
            HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in component.wheel.hashes
        ]
        files, url = ExternalReferenceType.DISTRIBUTION, XsUri(package.to_string())
        references.append(ExternalReference(type=files, url=url, hashes=hashes))
    return Entry(
        # Two may bring the same version along.
        bom_ref=" ".join(filter(None, [component.name, component.version, component.part_of])),
        name=name,
        version=number,
        type=ComponentType.LIBRARY,
        licenses=[LicenseFactory().make_from_string(component.licence)],
        purl=package,
        cpe=f"cpe:2.3:a:{component.cpe}:{number}:*:*:*:*:*:*:*"
        if component.cpe and number
        else None,
        external_references=references,
        evidence=ComponentEvidence(
            # Without a name of their own they would stand in another order each time.
            occurrences=[
                Occurrence(bom_ref=file.as_posix(), location=file.as_posix())
                for file in component.files
            ]
        ),
    )


def _bringers(component: Component, components: tuple[Component, ...]) -> set[str]:
    """Return the names of what needs a component; the program itself is one of them."""
    if not component.wheel:
        return {component.part_of or NAME}
    names = {one.wheel.name: one.name for one in components if one.wheel}
    return {names.get(wisher, wisher) for wisher in component.wheel.wanted_by}


def _number_of(components: tuple[Component, ...]) -> uuid.UUID:
    """Return the same number for the same build, where others take one by chance."""
    facts = [(one.name, one.version, [file.as_posix() for file in one.files]) for one in components]
    return uuid.uuid5(uuid.NAMESPACE_URL, repr((version(), facts)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
