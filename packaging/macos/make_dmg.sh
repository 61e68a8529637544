#!/bin/sh
# Packs an application into a disk image, beside a link to the folder that it is dragged into.
# make_dmg.sh frontviewer.app frontviewer.dmg
set -eu
app=$1
image=$2

if ! command -v hdiutil >/dev/null; then
    echo "A disk image can only be made on a Mac: hdiutil is not here." >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ditto "$app" "$folder/$(basename "$app")"
ln -s /Applications "$folder/Applications"
# Others may look into the new volume before it is finished: then hdiutil says "Resource busy".
for pause in 5 15 45 0; do
    hdiutil create -quiet -ov -fs HFS+ -format UDZO -imagekey zlib-level=9 \
        -volname frontviewer -srcfolder "$folder" "$image" && break
    [ "$pause" != 0 ] || exit 1
    sleep "$pause"
done
hdiutil verify -quiet "$image"
