"""Finds libraries that a bare Windows would miss; wine, which has many of its own, would not."""

# ruff: noqa: S603 - it runs objdump
import re
import subprocess
from pathlib import Path

_SYSTEM = {
    *("advapi32", "authz", "bcrypt", "comdlg32", "crypt32", "d3d11", "d3d12", "d3d9", "dwmapi"),
    *("dwrite", "dxgi", "gdi32", "imm32", "iphlpapi", "kernel32", "mpr", "msvcrt", "netapi32"),
    *("ntdll", "ole32", "oleaut32", "pdh", "powrprof", "psapi", "rpcrt4", "setupapi", "shcore"),
    *("shell32", "shlwapi", "uiautomationcore", "user32", "userenv", "uxtheme", "version"),
    *("winmm", "ws2_32", "wtsapi32"),
}
"""What every Windows 10 has, of what our files ask for."""
_SYSTEM_SETS = ("api-ms-win-", "ext-ms-win-")
_NATIVE = {".com", ".dll", ".exe", ".pyd"}


class MissingLibraryError(Exception):
    """A library is neither shipped nor Windows' own; each argument names one."""


def check(payload: Path) -> None:
    """Check that whatever any library or program asks for is there.

    Raises
    ------
    MissingLibraryError
        If something is not.
    """
    there = {str(path).lower() for path in payload.rglob("*")}
    missing = [
        f"{path.relative_to(payload).as_posix()} wants {name}"
        for path in sorted(payload.rglob("*"))
        if path.suffix in _NATIVE
        for name in imported(path)
        if not _is_system(name)
        and there.isdisjoint(str(folder / name).lower() for folder in _searched(path, payload))
    ]
    if missing:
        raise MissingLibraryError(*missing)


def imported(path: Path) -> list[str]:
    """Return the libraries that a file cannot be loaded without, in small letters."""
    command = ["x86_64-w64-mingw32-objdump", "--private-headers", str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [name.lower() for name in re.findall(r"DLL Name: (\S+)", said)]


def _searched(path: Path, payload: Path) -> list[Path]:
    """Return the folders in which Windows looks for what a file wants.

    Its own; the runtime's, which the launcher names; and what a wheel adds when it is imported.
    """
    folders = [path.parent, payload / "runtime"]
    packages = payload / "packages"
    if path.is_relative_to(packages):
        wheel = path.relative_to(packages).parts[0]
        folders.append(packages / f"{wheel}.libs")
        if wheel == "PySide6":
            folders += [packages / "PySide6", packages / "shiboken6"]
    return folders


def _is_system(name: str) -> bool:
    return name.removesuffix(".dll") in _SYSTEM or name.startswith(_SYSTEM_SETS)
