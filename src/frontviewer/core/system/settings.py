"""What the program remembers from one start to the next."""

from pathlib import Path
from typing import Literal

import msgspec

from frontviewer.core.problems import unusable
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.core.text.json_codec import json_bytes

ThemeChoice = Literal["system", "day", "night", "projector"]
_LONGEST_RECENT = 10


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Preferences and habits; the defaults below are the only place they are written.

    Attributes
    ----------
    theme
        `system` follows the desktop between day and night.
    recent
        What was opened, newest first: each a tuple of paths opened together.
    window
        Size, place and docks of the main window, as Qt saved them, base64.
    media_files
        Media id to a file that the user holds and pointed to.
    """

    theme: ThemeChoice = "system"
    recent: tuple[tuple[str, ...], ...] = ()
    window: str = ""
    media_files: dict[str, str] = {}

    def opened(self, paths: tuple[Path, ...]) -> "Settings":
        """Return the settings with `paths` as the newest of `recent`."""
        newest = tuple(str(path) for path in paths)
        others = tuple(known for known in self.recent if known != newest)
        recent = (newest, *others)[:_LONGEST_RECENT]
        return msgspec.structs.replace(self, recent=recent)


def load_settings(path: Path) -> Settings:
    """Read settings; a missing file or member means the default.

    Raises
    ------
    UnusableFileError
        If the file is there but cannot be understood.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        message = f"The settings cannot be read, so the defaults are used ({error})."
        remedy = "They are written anew when you leave the program."
        raise unusable(path, message, remedy, "warning") from error


def save_settings(settings: Settings, path: Path) -> None:
    """Write settings whole or not at all, and make their folder if need be.

    Raises
    ------
    UnusableFileError
        If the folder or file cannot be written.
    """
    write_atomic(path, json_bytes(settings))
