"""Counts network requests. The count is displayed and is expected to stay 0."""

import os
import sys
from collections.abc import Callable
from typing import Any

_REQUEST_EVENTS = {
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "socket.getnameinfo",
}


def count_network_requests() -> Callable[[], int]:
    """Disable PROJ's network access and return a function that counts requests from now on.

    DNS lookups and connections to internet addresses are counted by an audit hook of the
    interpreter, which cannot be removed again. It sees all Python sockets, but not Qt's network
    module, which is never imported. Connections to the desktop through a Unix socket are not
    network requests.
    """
    os.environ["PROJ_NETWORK"] = "OFF"  # PROJ reads it when it is loaded
    requests = 0

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal requests
        if event in _REQUEST_EVENTS and not _is_local(event, arguments):
            requests += 1

    sys.addaudithook(audit)
    return lambda: requests


def _is_local(event: str, arguments: tuple[Any, ...]) -> bool:
    """Return whether a socket event is for a Unix socket: its address is a path, not a tuple."""
    has_address = event in {"socket.connect", "socket.sendto", "socket.sendmsg"}
    return has_address and not isinstance(arguments[-1], tuple)
