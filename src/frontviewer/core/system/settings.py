"""Settings that are saved between program runs."""

from pathlib import Path
from typing import Literal

import msgspec

from frontviewer.core.problems import unusable_file
from frontviewer.core.system.atomic_files import write_atomic
from frontviewer.core.text.json_codec import encode_json
from frontviewer.core.text.translation import tr

ThemeChoice = Literal["system", "day", "night", "projector"]
_MAX_RECENT = 10


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """User settings; the defaults are defined here only.

    Attributes
    ----------
    theme
        `system` follows the desktop's light or dark mode.
    recent
        Recently opened paths, newest first: each entry is a tuple of paths opened together.
    window
        Size, position and docks of the main window, in Qt's format, base64.
    media_files
        Maps a media id to the file that the user attached.
    """

    theme: ThemeChoice = "system"
    recent: tuple[tuple[str, ...], ...] = ()
    window: str = ""
    media_files: dict[str, str] = {}

    def with_recent(self, paths: tuple[Path, ...]) -> "Settings":
        """Return the settings with `paths` as the newest entry of `recent`."""
        newest = tuple(str(path) for path in paths)
        older = tuple(entry for entry in self.recent if entry != newest)
        recent = (newest, *older)[:_MAX_RECENT]
        return msgspec.structs.replace(self, recent=recent)


def load_settings(path: Path) -> Settings:
    """Read settings; a missing file or member gives the default.

    Raises
    ------
    UnusableFileError
        If the file exists but cannot be read or parsed.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        message = tr("The settings cannot be read ({reason}); the defaults are used.")
        remedy = tr("The file is rewritten when you close the program.")
        raise unusable_file(path, message.format(reason=error), remedy, "warning") from error


def save_settings(settings: Settings, path: Path) -> None:
    """Write settings atomically; a missing folder is created.

    Raises
    ------
    UnusableFileError
        If the folder or the file cannot be written.
    """
    write_atomic(path, encode_json(settings))
