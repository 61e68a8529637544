#!/bin/sh
# Opens the window; where there is no display, makes a picture of the same window instead.
set -eu
frontviewer=$1
shift
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$frontviewer" "$@"
fi
"$frontviewer" snapshot "$@" -o frontviewer.png
echo "There is no display here: the window is drawn in frontviewer.png."
