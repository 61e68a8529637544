#!/bin/sh
# Signs an application, or signs a disk image and has Apple notarise it. Without a certificate it
# says so and leaves things as they are: then macOS asks the user whether to open the program.
#
#   sign_notarise.sh sign frontviewer.app
#   sign_notarise.sh notarise frontviewer.dmg
#
# MACOS_IDENTITY          a "Developer ID Application: ..." in the keychain
# MACOS_NOTARY_PROFILE    what `xcrun notarytool store-credentials` has stored its password under
# MACOS_KEYCHAIN          in which keychain it has; if not said, in the usual one
set -eu
task=$1
item=$2
here=$(dirname "$0")

if [ -z "${MACOS_IDENTITY:-}" ]; then
    echo "Not signed: MACOS_IDENTITY names no certificate."
    exit 0
fi
set -- --force --timestamp --options runtime --sign "$MACOS_IDENTITY"

case $task in
sign)
    # From the inside out: a signature covers those of what it holds.
    find "$item/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -exec codesign "$@" {} +
    find "$item/Contents/Frameworks" -type d -name '*.framework' -prune -exec codesign "$@" {} +
    codesign "$@" --entitlements "$here/entitlements.plist" "$item"
    codesign --verify --deep --strict "$item"
    ;;
notarise)
    codesign "$@" "$item"
    if [ -z "${MACOS_NOTARY_PROFILE:-}" ]; then
        echo "Signed but not notarised: MACOS_NOTARY_PROFILE names no credentials."
        exit 0
    fi
    set -- --keychain-profile "$MACOS_NOTARY_PROFILE" \
        ${MACOS_KEYCHAIN:+--keychain "$MACOS_KEYCHAIN"}
    # It may end well with an image that Apple refuses: what it says is what counts.
    said=$(xcrun notarytool submit "$item" "$@" --wait) || true
    echo "$said"
    if ! echo "$said" | grep -q 'status: Accepted'; then
        number=$(echo "$said" | sed -n 's/^ *id: //p' | head -n 1)
        [ -z "$number" ] || xcrun notarytool log "$number" "$@" >&2
        exit 1
    fi
    xcrun stapler staple "$item"
    spctl --assess --type open --context context:primary-signature --verbose "$item"
    ;;
*)
    echo "sign_notarise.sh can sign and notarise, not $task." >&2
    exit 2
    ;;
esac
