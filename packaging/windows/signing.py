"""Signs what we build for Windows by a command of whoever builds; without one, nothing is signed.

The command is what WINDOWS_SIGN_COMMAND says, as in a shell, and is called with the file to sign:
keys that Windows trusts live in somebody's hardware, and each has a tool of its own. NSIS runs

    python packaging/windows/signing.py FILE

for the uninstaller, which exists only inside the setup program.
"""

# ruff: noqa: S603 - it runs that command, and the tool for signatures
import os
import re
import subprocess
import sys
from pathlib import Path

COMMAND = "WINDOWS_SIGN_COMMAND"

_ROOT = Path(__file__).resolve().parents[2]


class UnsignedError(Exception):
    """A program has no unbroken signature after the command has run."""


def has_command() -> bool:
    """Tell whether there is a command to sign with."""
    return bool(os.environ.get(COMMAND))


def sign(program: Path) -> None:
    """Sign a program where there is a command for it.

    Raises
    ------
    UnsignedError
        If the command says that it did, and the signature does not fit the program.
    """
    if not has_command():
        return
    command = ["sh", "-ec", f'{os.environ[COMMAND]} "$1"', "sign", program.resolve()]
    subprocess.run(command, check=True, cwd=_ROOT)
    if not signers(program):
        raise UnsignedError(f"{COMMAND} left {program.name} without an unbroken signature")


def signers(program: Path) -> set[str]:
    """Return whose names stand in the signature; nobody's where it is broken or there is none.

    The names prove nothing: no certificate is followed to its root.
    """
    command = ["osslsigncode", "verify", "-in", str(program)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    signed = re.search(r"^(?:Current message|Message) digest\s*: (\w+)", said, re.MULTILINE)
    actual = re.search(r"^Calculated message digest\s*: (\w+)", said, re.MULTILINE)
    if not signed or not actual or signed[1] != actual[1]:
        return set()
    return set(re.findall(r"Subject:.*CN=([^,/\n]+)", said))


if __name__ == "__main__":
    sign(Path(sys.argv[1]))
