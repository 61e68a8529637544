#!/bin/sh
# Installs frontviewer for you alone, without root: the program, its place in the menu, its icon
# and the files it opens. Run it again to upgrade; uninstall.sh takes all of it away.
set -eu

here=$(dirname "$(readlink -f "$0")")
library="$HOME/.local/lib"
command="$HOME/.local/bin/frontviewer"
shared="${XDG_DATA_HOME:-$HOME/.local/share}"

if [ "$here" = "$library/frontviewer" ]; then
    echo "This is the installed frontviewer. Run the install.sh of the version you unpacked." >&2
    exit 1
fi
target=../lib/frontviewer/frontviewer
if [ -e "$command" ] && [ "$(readlink "$command")" != "$target" ]; then
    echo "$command is another frontviewer, perhaps pip's. Please uninstall that first." >&2
    exit 1
fi

mkdir -p "$library" "$(dirname "$command")" "$shared"

# Under another name until it is whole; until then what was installed before stays.
trap 'rm -rf "$library/frontviewer.new"' EXIT
rm -rf "$library/frontviewer.new"
cp -R "$here" "$library/frontviewer.new"
"$here/uninstall.sh" --quiet
mv "$library/frontviewer.new" "$library/frontviewer"
ln -s "$target" "$command"

cp -R "$here/share/." "$shared"
# Menus need not know where commands of one's own lie.
sed -i -e "s|^TryExec=frontviewer|TryExec=$command|" -e "s|^Exec=frontviewer|Exec=\"$command\"|" \
    "$shared/applications/frontviewer.desktop"
"$here/register.sh" "$shared"

echo "frontviewer is installed. You find it in the menu, or as $command"
