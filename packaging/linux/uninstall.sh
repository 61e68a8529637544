#!/bin/sh
# Removes everything that install.sh has installed. Keeps your settings and dossiers.
set -eu

# The shell reads a function completely before running it, so the script can delete itself.
uninstall() {
    library="$HOME/.local/lib/frontviewer"
    command="$HOME/.local/bin/frontviewer"
    shared="${XDG_DATA_HOME:-$HOME/.local/share}"

    if [ "$(readlink "$command")" = ../lib/frontviewer/frontviewer ]; then
        rm "$command"
    fi
    if [ -d "$library/share" ]; then
        (cd "$library/share" && find . -type f) | while read -r file; do
            rm -f "$shared/$file"
        done
        "$library/register.sh" "$shared"
    fi
    rm -rf "$library"
    [ "${1:-}" = --quiet ] || echo "frontviewer has been uninstalled."
}

uninstall "$@"
