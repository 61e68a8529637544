"""Run a virtual X display, find windows on it and take screenshots."""

# ruff: noqa: S603 - it runs the X server and its tools
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def virtual_display(size: str = "1600x1000x24") -> Iterator[str]:
    """Run an X server with a screen of WIDTHxHEIGHTxDEPTH; yield its name for DISPLAY."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        name = f":{server.stdout.readline().strip()}"
        try:
            yield name
        finally:
            server.terminate()


def wait_for_window(display: str, title: str, timeout: float = 60) -> bool:
    """Wait for a visible window whose title matches a pattern; return whether one appeared."""
    command = ["xdotool", "search", "--onlyvisible", "--name", title]
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if subprocess.run(
            command, env=_environment(display), capture_output=True, check=False
        ).stdout:
            return True
        time.sleep(0.3)
    return False


def save_screenshot(display: str, file: Path) -> None:
    """Save an image of the whole screen."""
    command = ["import", "-window", "root", str(file)]
    subprocess.run(command, env=_environment(display), check=True)


def _environment(display: str) -> dict[str, str]:
    return os.environ | {"DISPLAY": display}
