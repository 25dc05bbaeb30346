#!/usr/bin/env bash
# Makes .venv, a Python with pip of its own; nothing is installed into it. Does nothing if it works already.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    python3 -m venv .venv
fi
