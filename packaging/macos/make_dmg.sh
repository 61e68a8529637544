#!/bin/sh
# Packs an application into a disk image with a link to /Applications, to install by drag and drop.
# make_dmg.sh frontviewer.app frontviewer.dmg
set -eu
app=$1
image=$2

if ! command -v hdiutil >/dev/null; then
    echo "hdiutil not found: a disk image can only be made on a Mac." >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ditto "$app" "$folder/$(basename "$app")"
ln -s /Applications "$folder/Applications"
# hdiutil fails with "Resource busy" while another process, such as Spotlight, reads the new volume.
for pause in 5 15 45 0; do
    hdiutil create -quiet -ov -fs HFS+ -format UDZO -imagekey zlib-level=9 \
        -volname frontviewer -srcfolder "$folder" "$image" && break
    [ "$pause" != 0 ] || exit 1
    sleep "$pause"
done
hdiutil verify -quiet "$image"
