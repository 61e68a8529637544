#!/bin/sh
# Installs frontviewer for the current user, without root: the program, its menu entry, its icon and
# its file associations. Run it again to upgrade; uninstall.sh removes everything.
set -eu

source=$(dirname "$(readlink -f "$0")")
library="$HOME/.local/lib"
command="$HOME/.local/bin/frontviewer"
shared="${XDG_DATA_HOME:-$HOME/.local/share}"

if [ "$source" = "$library/frontviewer" ]; then
    echo "This is the installed copy. Run install.sh from the unpacked archive instead." >&2
    exit 1
fi
target=../lib/frontviewer/frontviewer
if [ -e "$command" ] && [ "$(readlink "$command")" != "$target" ]; then
    echo "$command belongs to another installation, maybe from pip. Please uninstall that first." >&2
    exit 1
fi

mkdir -p "$library" "$(dirname "$command")" "$shared"

# Copy to a temporary name first, so that a failed copy leaves the previous version in place.
trap 'rm -rf "$library/frontviewer.new"' EXIT
rm -rf "$library/frontviewer.new"
cp -R "$source" "$library/frontviewer.new"
"$source/uninstall.sh" --quiet
mv "$library/frontviewer.new" "$library/frontviewer"
ln -s "$target" "$command"

cp -R "$source/share/." "$shared"
# ~/.local/bin may not be in the PATH of the desktop session.
sed -i -e "s|^TryExec=frontviewer|TryExec=$command|" -e "s|^Exec=frontviewer|Exec=\"$command\"|" \
    "$shared/applications/frontviewer.desktop"
"$source/register.sh" "$shared"

echo "frontviewer is installed. Start it from the menu or with $command"
