"""A screen that nobody sees, and what can be found on it."""

# ruff: noqa: S603, S607 - it runs the X server and its tools
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def screen(size: str = "1600x1000x24") -> Iterator[str]:
    """Start an X server, and return its name for DISPLAY."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        name = f":{server.stdout.readline().strip()}"
        try:
            yield name
        finally:
            server.terminate()


def wait_for_window(display: str, title: str, seconds: float = 60) -> bool:
    """Wait until a window shows whose title contains some words; return whether one does."""
    command = ["xdotool", "search", "--onlyvisible", "--name", title]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if subprocess.run(command, env=_on(display), capture_output=True, check=False).stdout:
            return True
        time.sleep(0.3)
    return False


def save_picture(display: str, file: Path) -> None:
    """Write what the whole screen shows."""
    subprocess.run(["import", "-window", "root", str(file)], env=_on(display), check=True)


def _on(display: str) -> dict[str, str]:
    return os.environ | {"DISPLAY": display}
