"""The wheels that are shipped, as `requirements/run.txt` pins them."""

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
"""What differs for the Python in the Windows payload, which is built elsewhere."""

_ENTRY = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?: ; (?P<marker>.+?))? \\$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# Neither what only building wants, nor the file that holds versions back.
_WANTED_BY = re.compile(
    r"^    #(?: via)? +(?!via$)([\w.-]+)(?: \(pyproject\.toml\))?$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of the lock.

    Attributes
    ----------
    hashes
        SHA-256 of the file for each system.
    wanted_by
        The wheels that need it, and the program itself where it does.
    """

    name: str
    version: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]


@functools.cache
def shipped_wheels(**system: str) -> dict[str, Wheel]:
    """Return the wheels by name; without those that only building needs.

    They are those for the Python that runs this, or for one that differs from it in the values
    of `system`, such as `WINDOWS`.
    """
    wheels = {wheel.name: wheel for wheel in _entries(LOCK.read_text(encoding="utf-8"), system)}

    def is_shipped(name: str) -> bool:
        return name == NAME or (
            name in wheels and any(is_shipped(wisher) for wisher in wheels[name].wanted_by)
        )

    return {name: wheel for name, wheel in wheels.items() if is_shipped(name)}


def _entries(lock: str, system: dict[str, str]) -> list[Wheel]:
    wheels = []
    for block in re.split(r"\n(?=\S)", lock):
        head, _, rest = block.partition("\n")
        entry = _ENTRY.match(head)
        if not entry:
            raise ValueError(f"{LOCK.name} has an entry of another form: {head}")
        if not entry["marker"] or Marker(entry["marker"]).evaluate(system):
            wishers = tuple(_WANTED_BY.findall(rest))
            hashes = tuple(_HASH.findall(rest))
            wheels.append(Wheel(entry["name"], entry["version"], hashes, wishers))
    return wheels
