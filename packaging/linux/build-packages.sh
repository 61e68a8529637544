#!/bin/sh
# Installs what building and testing the Linux installers takes, besides system-packages.sh.
# Does nothing where all is there.
set -eu

# Commands, and the Debian package of each.
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

# Debian's Python is linked without its library, which PyInstaller wants.
library_of_python="
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
    python3 -c "$library_of_python"
)
# shellcheck disable=SC2086 # one word a package
[ -z "$missing" ] || exec "$(dirname "$0")/../install-packages.sh" $missing
