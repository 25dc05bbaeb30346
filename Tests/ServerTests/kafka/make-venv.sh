#!/usr/bin/env bash
# Makes Tests/ServerTests/kafka/.venv, a Python with the Kafka clients that the tests run. Does nothing if it has them.
set -euo pipefail
cd "$(dirname "$0")"

if ! cmp -s requirements.txt .venv/installed.txt; then
    rm -rf .venv
    python3 -m venv .venv
    echo "Installing Kafka clients for Python ..."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --retries 5 --timeout 60 -r requirements.txt
    cp requirements.txt .venv/installed.txt
fi
