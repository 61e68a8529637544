"""Parse the runtime lock file, `requirements/run.txt`."""

import functools
import re
from dataclasses import dataclass

from packaging.markers import Marker
from product import NAME, ROOT

LOCK = ROOT / "requirements" / "run.txt"

WINDOWS = {
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_system": "Windows",
    "sys_platform": "win32",
}
"""Environment markers of the Python in the Windows payload, which is cross-built."""

_ENTRY = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# Skips wheels that are required only for building, and the constraints file.
_REQUIRED_BY = re.compile(
    r"^    #(?: via)? +(?!via$)([\w.-]+)(?: \(pyproject\.toml\))?$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel in the lock file.

    Attributes
    ----------
    hashes
        SHA-256 digests of its files for the supported systems.
    required_by
        Names of the wheels that depend on it; includes the program itself if it does.
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    required_by: tuple[str, ...]


@functools.cache
def runtime_wheels(**markers: str) -> dict[str, Wheel]:
    """Return the locked wheels that the program needs at run time, by name.

    Environment markers are evaluated for the running Python; `markers`, such as `WINDOWS`,
    override single values.
    """
    wheels = {wheel.name: wheel for wheel in _parse_entries(LOCK.read_text("utf-8"), markers)}

    def is_runtime(name: str) -> bool:
        return name == NAME or (
            name in wheels and any(is_runtime(parent) for parent in wheels[name].required_by)
        )

    return {name: wheel for name, wheel in wheels.items() if is_runtime(name)}


def _parse_entries(text: str, markers: dict[str, str]) -> list[Wheel]:
    wheels = []
    for block in re.split(r"\n(?=\S)", text):
        head, _, rest = block.partition("\n")
        entry = _ENTRY.match(head)
        if not entry:
            raise ValueError(f"{LOCK.name}: unexpected entry: {head}")
        if not entry["marker"] or Marker(entry["marker"]).evaluate(markers):
            required_by = tuple(_REQUIRED_BY.findall(rest))
            hashes = tuple(_HASH.findall(rest))
            wheels.append(Wheel(entry["name"], entry["version"], hashes, required_by))
    return wheels
