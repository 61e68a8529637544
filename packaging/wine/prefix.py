"""A Windows 10 of wine, for tests.

    PYTHONPATH=packaging python -m wine.prefix FOLDER

makes one that can run the program; `Wine(FOLDER)` runs programs in it.
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

_LOADER = "/usr/lib/wine/wine64"  # `wine` itself complains that it cannot run 32-bit programs
_SERVER = "/usr/lib/wine/wineserver"
_FONTS = Path("/usr/share/fonts/truetype/dejavu")
_CLASS = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId"


@dataclass(frozen=True, slots=True)
class Wine:
    """Runs programs of Windows in a folder that holds its drive C."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def drive(self) -> Path:
        """Where drive C lies."""
        return self.folder / "drive_c"

    @property
    def home(self) -> Path:
        """The folder of the only user."""
        return self.drive / "users" / getpass.getuser()

    def path(self, name: str) -> Path:
        """Return where on this machine a path of drive C lies."""
        return self.drive.joinpath(*name.removeprefix("C:\\").split("\\"))

    def environment(self) -> dict[str, str]:
        """Return what wine must be told by variables."""
        return os.environ | {
            "WINEPREFIX": str(self.folder),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            "LC_ALL": "C.UTF-8",
            # No .NET, no browser, nothing written into the desktop of this machine; our ucrtbase.
            "WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=d;ucrtbase=n,b",
            **self.variables,
        }

    def start(self, *command: str | Path) -> subprocess.Popen[str]:
        """Start a program. What it prints must be read: wine wants pipes, not files."""
        return subprocess.Popen(
            [_LOADER, *map(str, command)],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )

    def run(self, *command: str | Path, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; what it started may go on."""
        process = self.start(*command)
        try:
            out, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, errors = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, out, errors)

    def wait(self, seconds: float = 120) -> None:
        """Wait until nothing runs any more; what then still does is ended."""
        try:
            self._server("-w", seconds)
        except subprocess.TimeoutExpired:
            self.stop()

    def stop(self) -> None:
        """End everything that runs in here."""
        self._server("-k")
        self._server("-w")

    def _server(self, order: str, seconds: float | None = None) -> None:
        command = [_SERVER, order]
        subprocess.run(command, env=self.environment(), check=False, timeout=seconds)


def windows_path(path: Path) -> str:
    """Return how a path of this machine is called in there."""
    return "Z:" + str(path.resolve()).replace("/", "\\")


def make(folder: Path) -> Wine:
    """Make a Windows 10 that can run the program."""
    wine = Wine(folder)
    plain = Wine(folder, {"WINEDLLOVERRIDES": "mscoree,mshtml,winemenubuilder.exe=d"})
    plain.run("wineboot", "--init")
    plain.run("winecfg", "-v", "win10")
    plain.wait()
    system = wine.drive / "windows" / "system32"
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copyfile(shims.WINE_LIBRARIES / "ucrtbase.dll", system / "ucrtbase_of_wine.dll")
        _replace(shims.build_ucrtbase(Path(scratch), "ucrtbase_of_wine"), system)
        _replace(shims.build_ui_settings(Path(scratch)), system)
    name = "Windows.UI.ViewManagement.UISettings"
    library = r"C:\windows\system32\ui_settings.dll"
    plain.run("reg", "add", rf"{_CLASS}\{name}", "/v", "DllPath", "/d", library, "/f")
    for font in _FONTS.glob("*.ttf"):  # without any, every letter is a box
        shutil.copy(font, wine.drive / "windows" / "Fonts")
    plain.wait()
    return wine


def _replace(library: Path, system: Path) -> None:
    (system / library.name).unlink(missing_ok=True)  # wine's may be a link to its own files
    shutil.copyfile(library, system / library.name)


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve())
