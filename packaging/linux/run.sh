#!/bin/sh
# Opens the window; without a display, saves an image of the window instead.
set -eu
frontviewer=$1
shift
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$frontviewer" "$@"
fi
"$frontviewer" snapshot "$@" -o frontviewer.png
echo "No display found: an image of the window was saved as frontviewer.png."
