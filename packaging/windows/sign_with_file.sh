#!/bin/sh
# Signs a Windows program with a certificate and key from a PKCS#12 file, self-signed or from an
# organization. Certificate authorities that Windows trusts no longer issue keys as files.
#
#   WINDOWS_SIGN_COMMAND=packaging/windows/sign_with_file.sh
#
# WINDOWS_CERTIFICATE           path of the file
# WINDOWS_CERTIFICATE_PASSWORD  its password
# WINDOWS_TIMESTAMP_URL         timestamp server; timestamped signatures outlive the certificate
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
