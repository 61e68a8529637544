import os
import subprocess
import sys

import pytest

from frontviewer.core.system.network_monitor import count_network_requests

# No network traffic: the tests only raise the audit events that Python raises before it.


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("socket.getaddrinfo", ("example.org", 443, 0, 0, 0)),
        ("socket.gethostbyname", ("example.org",)),
        ("socket.connect", (None, ("192.0.2.1", 80))),
        ("socket.sendto", (None, ("192.0.2.1", 53))),
        ("socket.connect", (None, ("2001:db8::1", 443, 0, 0))),
    ],
)
def test_lookups_and_connections_are_counted(event: str, arguments: tuple[object, ...]):
    requests = count_network_requests()

    sys.audit(event, *arguments)
    sys.audit(event, *arguments)

    assert requests() == 2


def test_local_sockets_are_not_counted():
    requests = count_network_requests()

    sys.audit("socket.connect", None, "/tmp/.X11-unix/X0")  # noqa: S108 - only a name
    sys.audit("socket.connect", None, b"\0/tmp/.ICE-unix/1")
    sys.audit("socket.sendmsg", None, None)
    sys.audit("open", "/etc/hosts", "r", 0)

    assert requests() == 0


def test_each_counter_starts_at_zero():
    first = count_network_requests()
    sys.audit("socket.gethostbyname", "example.org")
    second = count_network_requests()

    assert (first(), second()) == (1, 0)


def test_proj_network_is_disabled_despite_the_environment():
    code = (
        "from frontviewer.core.system.network_monitor import count_network_requests as count;"
        "count();"
        "from pyproj import network; print(network.is_network_enabled())"
    )
    environment = {**os.environ, "PROJ_NETWORK": "ON"}

    completed = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert completed.stdout == "False\n"
