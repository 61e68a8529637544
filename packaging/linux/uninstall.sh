#!/bin/sh
# Takes away what install.sh has installed. Your settings and dossiers stay.
set -eu

# A function is read whole before it runs: the script deletes itself.
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
    [ "${1:-}" = --quiet ] || echo "frontviewer is taken away."
}

uninstall "$@"
