#!/bin/sh
# Signs a setup program for Windows where there is a certificate, and says so where there is none.
#
#   sign_setup.sh frontviewer-setup.exe
#
# WINDOWS_CERTIFICATE      a PKCS#12 file with the certificate and its key
# WINDOWS_CERTIFICATE_PASSWORD  what opens it
# WINDOWS_TIMESTAMP_URL    who witnesses the time, so that the signature outlives the certificate
# WINDOWS_ROOTS            the certificates to trust when it is checked; else the system's
set -eu
setup=$1

if [ -z "${WINDOWS_CERTIFICATE:-}" ]; then
    echo "Not signed: WINDOWS_CERTIFICATE names no file. Windows will ask before it starts $setup."
    exit 0
fi

secrets=$(mktemp -d)
trap 'rm -rf "$secrets"' EXIT
printf %s "${WINDOWS_CERTIFICATE_PASSWORD:-}" >"$secrets/password"
set -- -pkcs12 "$WINDOWS_CERTIFICATE" -readpass "$secrets/password" -h sha256 -n frontviewer
if [ -n "${WINDOWS_TIMESTAMP_URL:-}" ]; then
    set -- "$@" -ts "$WINDOWS_TIMESTAMP_URL"
fi
osslsigncode sign "$@" -in "$setup" -out "$secrets/signed.exe"
osslsigncode verify -CAfile "${WINDOWS_ROOTS:-/etc/ssl/certs/ca-certificates.crt}" \
    -in "$secrets/signed.exe" >/dev/null
mv "$secrets/signed.exe" "$setup"
echo "Signed: $setup"
