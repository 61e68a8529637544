#!/bin/sh
# Installs the Debian packages given as arguments.
set -eu

if [ "$(id -u)" != 0 ]; then
    echo "Please run: sudo apt-get install --no-install-recommends $*" >&2
    exit 1
fi
echo "Installing $*"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null
