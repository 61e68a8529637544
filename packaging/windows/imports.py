"""Find DLLs that a clean Windows lacks; wine does not reveal them, because it has its own."""

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
"""DLLs that our files import and that every Windows 10 has."""
_SYSTEM_PREFIXES = ("api-ms-win-", "ext-ms-win-")
_NATIVE_SUFFIXES = {".com", ".dll", ".exe", ".pyd"}


class MissingLibraryError(Exception):
    """A DLL is neither shipped nor part of Windows; each argument names one."""


def check(payload: Path) -> None:
    """Check that every DLL imported by a file of the payload is shipped or part of Windows.

    Raises
    ------
    MissingLibraryError
        If one is missing.
    """
    shipped = {str(path).lower() for path in payload.rglob("*")}
    missing = [
        f"{path.relative_to(payload).as_posix()} requires {name}"
        for path in sorted(payload.rglob("*"))
        if path.suffix in _NATIVE_SUFFIXES
        for name in imported(path)
        if not _is_system(name)
        and shipped.isdisjoint(
            str(folder / name).lower() for folder in _search_folders(path, payload)
        )
    ]
    if missing:
        raise MissingLibraryError(*missing)


def imported(path: Path) -> list[str]:
    """Return the names of the DLLs in a file's import table, in lower case."""
    command = ["x86_64-w64-mingw32-objdump", "--private-headers", str(path)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [name.lower() for name in re.findall(r"DLL Name: (\S+)", output)]


def _search_folders(path: Path, payload: Path) -> list[Path]:
    """Return the folders in which Windows searches for the imports of a file.

    The file's own folder; the runtime folder, which the launcher sets; and the folders that the
    wheel adds when it is imported.
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
    return name.removesuffix(".dll") in _SYSTEM or name.startswith(_SYSTEM_PREFIXES)
