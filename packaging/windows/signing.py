"""Sign Windows programs with a configurable command; without one, leave them unsigned.

WINDOWS_SIGN_COMMAND is a shell command that is called with the file to sign: certificate
authorities that Windows trusts keep keys in hardware, each with its own tool. NSIS runs

    python packaging/windows/signing.py FILE

for the uninstaller, which only exists inside the setup program.
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
    """A program has no intact signature after the command has run."""


def is_configured() -> bool:
    """Return whether a signing command is set."""
    return bool(os.environ.get(COMMAND))


def sign(program: Path) -> None:
    """Sign a program in place if a command is set.

    Raises
    ------
    UnsignedError
        If the command succeeds without leaving an intact signature.
    """
    if not is_configured():
        return
    command = ["sh", "-ec", f'{os.environ[COMMAND]} "$1"', "sign", program.resolve()]
    subprocess.run(command, check=True, cwd=_ROOT)
    if not signers(program):
        raise UnsignedError(f"{COMMAND} left {program.name} without an intact signature")


def signers(program: Path) -> set[str]:
    """Return the common names in an intact signature; empty if it is broken or missing.

    The names are not authenticated: the certificate chain is not checked.
    """
    command = ["osslsigncode", "verify", "-in", str(program)]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    signed = re.search(r"^(?:Current message|Message) digest\s*: (\w+)", output, re.MULTILINE)
    actual = re.search(r"^Calculated message digest\s*: (\w+)", output, re.MULTILINE)
    if not signed or not actual or signed[1] != actual[1]:
        return set()
    return set(re.findall(r"Subject:.*CN=([^,/\n]+)", output))


if __name__ == "__main__":
    sign(Path(sys.argv[1]))
