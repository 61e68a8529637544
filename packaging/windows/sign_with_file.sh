#!/bin/sh
# Signs a program for Windows with a certificate and key in a PKCS#12 file: of one's own making, or
# of an organisation's. Those who Windows trusts by itself give no keys in files any more.
#
#   WINDOWS_SIGN_COMMAND=packaging/windows/sign_with_file.sh
#
# WINDOWS_CERTIFICATE           the file
# WINDOWS_CERTIFICATE_PASSWORD  what opens it
# WINDOWS_TIMESTAMP_URL         who witnesses the time, so that the signature outlives the certificate
set -eu
program=$1

secrets=$(mktemp -d)
trap 'rm -rf "$secrets"' EXIT
printf %s "${WINDOWS_CERTIFICATE_PASSWORD:-}" >"$secrets/password"
set -- -pkcs12 "$WINDOWS_CERTIFICATE" -readpass "$secrets/password" -h sha256 -n frontviewer
if [ -n "${WINDOWS_TIMESTAMP_URL:-}" ]; then
    set -- "$@" -ts "$WINDOWS_TIMESTAMP_URL"
fi
osslsigncode sign "$@" -in "$program" -out "$secrets/signed" >/dev/null
cat "$secrets/signed" >"$program"
