"""Create a wine prefix that acts as Windows 10, for tests.

    PYTHONPATH=packaging python -m wine.prefix FOLDER

creates one that can run the program; `WinePrefix(FOLDER)` runs programs in it.
"""

# ruff: noqa: S603 - it runs wine
import getpass
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from wine import shims

_LOADER = "/usr/lib/wine/wine64"  # `wine` warns that it cannot run 32-bit programs
_SERVER = "/usr/lib/wine/wineserver"
_FONTS = Path("/usr/share/fonts/truetype/dejavu")
_CLASS = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId"


@dataclass(frozen=True, slots=True)
class WinePrefix:
    """A wine prefix folder in which Windows programs run.

    Attributes
    ----------
    folder
        The prefix, which contains drive C.
    variables
        Environment variables that override the defaults.
    """

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def drive(self) -> Path:
        """Folder of drive C on the host."""
        return self.folder / "drive_c"

    @property
    def home(self) -> Path:
        """Home folder of the only user, on the host."""
        return self.drive / "users" / getpass.getuser()

    def host_path(self, name: str) -> Path:
        r"""Return the path on the host of a Windows path that starts with `C:\`."""
        return self.drive.joinpath(*name.removeprefix("C:\\").split("\\"))

    def environment(self) -> dict[str, str]:
        """Return the environment variables for wine."""
        return os.environ | {
            "WINEPREFIX": str(self.folder),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "LC_ALL": "C.UTF-8",
            # Disable .NET, the browser and menu entries on the host; use our ucrtbase.
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=d;ucrtbase=n,b",
            **self.variables,
        }

    def start(self, *command: str | Path) -> subprocess.Popen[str]:
        """Start a program. The caller must read its output: wine needs pipes, not files."""
        return subprocess.Popen(
            [_LOADER, *map(str, command)],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )

    def run(self, *command: str | Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a program to completion, or kill it after `timeout` seconds.

        Processes that it has started may still be running.
        """
        process = self.start(*command)
        try:
            out, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, errors = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, errors)

    def wait(self, timeout: float = 120) -> None:
        """Wait until all processes have ended; kill those that remain after `timeout` seconds."""
        try:
            self._call_server("-w", timeout)
        except subprocess.TimeoutExpired:
            self.stop()

    def stop(self) -> None:
        """Kill all processes in the prefix."""
        self._call_server("-k")
        self._call_server("-w")

    def _call_server(self, option: str, timeout: float | None = None) -> None:
        command = [_SERVER, option]
        subprocess.run(command, env=self.environment(), check=False, timeout=timeout)


def windows_path(path: Path) -> str:
    """Return the Windows path, on drive Z, of a path on the host."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def create(folder: Path) -> WinePrefix:
    """Create a prefix that can run the program."""
    prefix = WinePrefix(folder)
    plain = WinePrefix(folder, {"WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=d"})
    plain.run("wineboot", "--init")
    plain.run("winecfg", "-v", "win10")
    plain.wait()
    system = prefix.drive / "windows" / "system32"
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copyfile(shims.WINE_LIBRARIES / "ucrtbase.dll", system / "ucrtbase_of_wine.dll")
        _replace(shims.build_ucrtbase(Path(scratch), "ucrtbase_of_wine"), system)
        _replace(shims.build_ui_settings(Path(scratch)), system)
    name = "Windows.UI.ViewManagement.UISettings"
    library = r"C:\windows\system32\ui_settings.dll"
    plain.run("reg", "add", rf"{_CLASS}\{name}", "/v", "DllPath", "/d", library, "/f")
    for font in _FONTS.glob("*.ttf"):  # without fonts every letter is drawn as a box
        shutil.copy(font, prefix.drive / "windows" / "Fonts")
    plain.wait()
    return prefix


def _replace(library: Path, system: Path) -> None:
    (system / library.name).unlink(missing_ok=True)  # may be a symlink into wine's installation
    shutil.copyfile(library, system / library.name)


if __name__ == "__main__":
    create(Path(sys.argv[1]).resolve())
