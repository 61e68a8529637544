#!/bin/sh
# Installs the Debian packages that Qt needs and a minimal Debian 12 lacks. Does nothing if all are
# installed.
set -eu

# Shared libraries that PySide6's wheels expect from the system, and their packages. Parsed by
# system.py.
libraries="
libGL.so.1               libgl1
libEGL.so.1              libegl1
libglib-2.0.so.0         libglib2.0-0
libfontconfig.so.1       libfontconfig1
libxkbcommon.so.0        libxkbcommon0
libdbus-1.so.3           libdbus-1-3
libxcb-cursor.so.0       libxcb-cursor0
libxcb-icccm.so.4        libxcb-icccm4
libxcb-keysyms.so.1      libxcb-keysyms1
libxcb-shape.so.0        libxcb-shape0
libxkbcommon-x11.so.0    libxkbcommon-x11-0
"

available=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p)
missing=$(
    echo "$libraries" | while read -r library package; do
        [ -z "$library" ] || echo "$available" | grep -q "$library" || echo "$package"
    done
    python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
)
[ -n "$missing" ] || exit 0

# shellcheck disable=SC2086 # split into one argument per package
set -- $missing
if ! command -v apt-get >/dev/null; then
    echo "frontviewer needs these Debian packages, or their equivalents on your system: $*" >&2
    exit 0
fi
if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else
    echo "Please run: sudo apt-get install --no-install-recommends $*" >&2
    exit 1
fi
echo "Installing $*"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -qq -y --no-install-recommends "$@" >/dev/null
