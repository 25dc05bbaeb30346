#!/usr/bin/env bash
# Makes bench/segments/.venv, a Python with the peers that segments are measured beside (about 1 GB). Does nothing if it
# has them already.
set -euo pipefail
cd "$(dirname "$0")"

if ! cmp -s requirements.txt .venv/installed.txt; then
    rm -rf .venv
    python3 -m venv .venv
    echo "Installing Parquet, DuckDB and ClickHouse for Python ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 5 --timeout 60 -r requirements.txt
    cp requirements.txt .venv/installed.txt
fi
