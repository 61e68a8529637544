"""Write a software bill of materials (SBOM) of a build, for vulnerability scanners.

    python packaging/sbom.py BUILD FILE.cdx.json

BUILD is a folder or an archive of one. The SBOM is CycloneDX 1.6: the wheels with the hashes of the
lock file, and the third-party components inside them and inside Python. The same build gives the
same bytes.
"""

import shutil
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from components import Component, find_components
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component as BomComponent
from cyclonedx.model.component import ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from product import NAME, build_time, version


def main(build: Path, target: Path) -> None:
    """Write the SBOM of a folder or an archive."""
    if build.is_dir():
        text = build_sbom(find_components(build))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            shutil.unpack_archive(build, scratch)
            (folder,) = Path(scratch).iterdir()
            text = build_sbom(find_components(folder))
    target.write_text(text, encoding="utf-8", newline="\n")


def build_sbom(components: tuple[Component, ...]) -> str:
    """Return the SBOM of the components of a build as JSON text."""
    program = BomComponent(
        bom_ref=NAME,
        name=NAME,
        version=version(),
        type=ComponentType.APPLICATION,
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    entries = [(component, _build_entry(component)) for component in components]
    dependents = [(_find_dependents(component, components), entry) for component, entry in entries]
    bom = Bom(
        components=[entry for _, entry in entries],
        metadata=BomMetaData(
            component=program, timestamp=datetime.fromtimestamp(build_time(), tz=UTC)
        ),
        serial_number=_serial_number(components),
    )
    parents = [(NAME, program), *((component.name, entry) for component, entry in entries)]
    for name, parent in parents:
        bom.register_dependency(parent, [entry for names, entry in dependents if name in names])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _build_entry(component: Component) -> BomComponent:
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
    return BomComponent(
        # Two components may contain the same version of a third.
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
            # Without an explicit reference their order would vary between runs.
            occurrences=[
                Occurrence(bom_ref=file.as_posix(), location=file.as_posix())
                for file in component.files
            ]
        ),
    )


def _find_dependents(component: Component, components: tuple[Component, ...]) -> set[str]:
    """Return the names of the components, or of the program, that depend on a component."""
    if not component.wheel:
        return {component.part_of or NAME}
    names = {other.wheel.name: other.name for other in components if other.wheel}
    return {names.get(parent, parent) for parent in component.wheel.required_by}


def _serial_number(components: tuple[Component, ...]) -> uuid.UUID:
    """Return a UUID derived from the contents of the build instead of a random one."""
    contents = [
        (component.name, component.version, [file.as_posix() for file in component.files])
        for component in components
    ]
    return uuid.uuid5(uuid.NAMESPACE_URL, repr((version(), contents)))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
