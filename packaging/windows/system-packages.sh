#!/bin/sh
# Installs the Debian packages required to build the Windows installers and, with the argument
# "test", to test them under wine. Does nothing if all are installed.
set -eu

# Commands or files, and the Debian packages that provide them.
commands="
makensis                       nsis
osslsigncode                   osslsigncode
x86_64-w64-mingw32-gcc-win32   gcc-mingw-w64-x86-64-win32
"
[ "${1:-}" != test ] || commands="$commands
/usr/lib/wine/wine64           wine64
Xvfb                           xvfb
xdotool                        xdotool
import                         imagemagick
/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf  fonts-dejavu-core
"

missing=$(
    echo "$commands" | while read -r command package; do
        [ -z "$command" ] || [ -e "$command" ] || command -v "$command" >/dev/null ||
            echo "$package"
    done
)
# shellcheck disable=SC2086 # split into one argument per package
[ -z "$missing" ] || exec "$(dirname "$0")/../install-packages.sh" $missing
