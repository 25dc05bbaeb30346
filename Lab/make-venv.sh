#!/usr/bin/env bash
# Makes Lab/.venv, a Python with the engine that the query lab compares with (about 80 MB). Does nothing if it has it.
set -euo pipefail
cd "$(dirname "$0")"

if ! cmp -s requirements.txt .venv/installed.txt; then
    rm -rf .venv
    python3 -m venv .venv
    echo "Installing DuckDB for Python ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 5 --timeout 60 -r requirements.txt
    cp requirements.txt .venv/installed.txt
fi
