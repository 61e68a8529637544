"""Counts what would leave the machine. The count is shown; it is meant to stay 0."""

import os
import sys
from collections.abc import Callable
from typing import Any

_REQUESTS = {
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
}


def count_network_requests() -> Callable[[], int]:
    """Keep PROJ off the network and return a function that counts requests from now on.

    Counted are look-ups of a name and connections to an internet address, by an audit hook of
    the interpreter, which cannot be taken out again. It hears whatever Python does; Qt's network
    module, which it could not hear, is never imported. Talking to the desktop on this machine
    through a Unix socket is not a network request.
    """
    os.environ["PROJ_NETWORK"] = "OFF"  # which PROJ asks when it is loaded
    requests = 0

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal requests
        if event in _REQUESTS and not _is_local(event, arguments):
            requests += 1

    sys.addaudithook(hear)
    return lambda: requests


def _is_local(event: str, arguments: tuple[Any, ...]) -> bool:
    """Tell whether a socket event names a Unix socket: its address is a path, not a tuple."""
    addressed = event in {"socket.connect", "socket.sendto", "socket.sendmsg"}
    return addressed and not isinstance(arguments[-1], tuple)
