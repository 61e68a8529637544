#!/bin/sh
# Signs an application, or signs a disk image and has Apple notarize it. Without a certificate it
# prints a note and changes nothing; macOS then warns users before it opens the program.
#
#   sign_notarise.sh sign frontviewer.app
#   sign_notarise.sh notarise frontviewer.dmg
#
# MACOS_IDENTITY          name of the certificate in the keychain: "Developer ID Application: ..."
# MACOS_NOTARY_PROFILE    profile name of the credentials stored by `notarytool store-credentials`
# MACOS_KEYCHAIN          keychain of that profile; the default keychain if unset
set -eu
task=$1
item=$2
here=$(dirname "$0")

if [ -z "${MACOS_IDENTITY:-}" ]; then
    echo "Not signed: MACOS_IDENTITY is not set."
    exit 0
fi
set -- --force --timestamp --options runtime --sign "$MACOS_IDENTITY"

case $task in
sign)
    # Inside out: the signature of a bundle covers the signatures inside it.
    find "$item/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -exec codesign "$@" {} +
    find "$item/Contents/Frameworks" -type d -name '*.framework' -prune -exec codesign "$@" {} +
    codesign "$@" --entitlements "$here/entitlements.plist" "$item"
    codesign --verify --deep --strict "$item"
    ;;
notarise)
    codesign "$@" "$item"
    if [ -z "${MACOS_NOTARY_PROFILE:-}" ]; then
        echo "Signed but not notarized: MACOS_NOTARY_PROFILE is not set."
        exit 0
    fi
    set -- --keychain-profile "$MACOS_NOTARY_PROFILE" \
        ${MACOS_KEYCHAIN:+--keychain "$MACOS_KEYCHAIN"}
    # The exit status is 0 even if Apple rejects the image, so check the printed status.
    output=$(xcrun notarytool submit "$item" "$@" --wait) || true
    echo "$output"
    if ! echo "$output" | grep -q 'status: Accepted'; then
        submission=$(echo "$output" | sed -n 's/^ *id: //p' | head -n 1)
        [ -z "$submission" ] || xcrun notarytool log "$submission" "$@" >&2
        exit 1
    fi
    xcrun stapler staple "$item"
    spctl --assess --type open --context context:primary-signature --verbose "$item"
    ;;
*)
    echo "sign_notarise.sh: unknown task $task; expected sign or notarise." >&2
    exit 2
    ;;
esac
