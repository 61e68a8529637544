#!/bin/sh
# Installs the Debian packages required to build and test the Linux installers, in addition to
# system-packages.sh. Does nothing if all are installed.
set -eu

# Commands and the Debian packages that provide them.
commands="
objdump                  binutils
xz                       xz-utils
debootstrap              debootstrap
xvfb-run                 xvfb
xauth                    xauth
appstreamcli             appstream
desktop-file-validate    desktop-file-utils
update-mime-database     shared-mime-info
shellcheck               shellcheck
"

# PyInstaller needs libpython as a shared library, which Debian packages separately.
find_libpython_package="
import ctypes, sys, sysconfig
try:
    ctypes.CDLL(sysconfig.get_config_var('INSTSONAME'))
except OSError:
    print(f'libpython{sys.version_info.major}.{sys.version_info.minor}')
"

missing=$(
    echo "$commands" | while read -r command package; do
        [ -z "$command" ] || command -v "$command" >/dev/null || echo "$package"
    done
    python3 -c "$find_libpython_package"
)
# shellcheck disable=SC2086 # split into one argument per package
[ -z "$missing" ] || exec "$(dirname "$0")/../install-packages.sh" $missing
