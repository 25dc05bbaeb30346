#!/usr/bin/env bash
# Installs the named Debian packages that are missing. Asks for nothing and does nothing if all are there.
#
#   scripts/install-packages.sh libroaring-dev curl
set -euo pipefail

missing=()
for package in "$@"; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Martlet is built on Debian and Ubuntu; on this system, install by hand what these packages hold:" >&2
    echo "    ${missing[*]}" >&2
    echo "and build with 'swift build -c release'." >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "These packages are missing, and only root can install them: ${missing[*]}" >&2
        echo "Run as root:  apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q \
        -o Acquire::Retries=5 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 -o DPkg::Lock::Timeout=300 "$@"
}

echo "Installing ${missing[*]} ..."
apt install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || {
    # The lists may be missing or too old to know where the packages are.
    apt update >/dev/null
    apt install -y --no-install-recommends "${missing[@]}" >/dev/null
}
