#!/usr/bin/env bash
# Makes .venv in a directory of the project (its root if none is named), a Python with pip and with what a
# requirements.txt beside it names. Does nothing if it has that already.
set -euo pipefail
cd "$(dirname "$0")/../${1:-.}"

requirements=requirements.txt
[ -e "$requirements" ] || requirements=/dev/null
if ! cmp -s "$requirements" .venv/installed.txt || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    python3 -m venv .venv
    if [ -s "$requirements" ]; then
        echo "Installing for ${1:-.}: $(sed '/^#/d' "$requirements" | paste -sd ' ') ..."
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 5 --timeout 60 -r "$requirements"
    fi
    cat "$requirements" >.venv/installed.txt
fi
