#!/usr/bin/env bash
# Checks that a Swift toolchain is there and recent enough.
set -euo pipefail

needed_major=6 needed_minor=2

if ! command -v swift >/dev/null 2>&1; then
    echo "Martlet needs Swift $needed_major.$needed_minor or later, and there is no 'swift' in PATH." >&2
    echo "Install it from https://www.swift.org/install/linux and try again." >&2
    exit 1
fi

version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
major=${version%%.*} minor=${version##*.}
if [ -z "$version" ] || [ "$major" -lt "$needed_major" ] ||
    { [ "$major" -eq "$needed_major" ] && [ "$minor" -lt "$needed_minor" ]; }; then
    echo "Martlet needs Swift $needed_major.$needed_minor or later; this is '${version:-no version known}'." >&2
    echo "Install a newer one from https://www.swift.org/install/linux and try again." >&2
    exit 1
fi
