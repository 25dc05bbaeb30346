"""What the scripts of all clients share: records that become rows, and the command line."""
import json
import sys
import time

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]


def record(identifier, client, codec):
    return json.dumps({"id": identifier, "client": client, "codec": codec, "filler": "x" * 100}).encode()


def until(condition, what, seconds=40):
    """Calls until the answer is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
    raise SystemExit(f"timed out: {what}")


def check(condition, what):
    if not condition:
        raise SystemExit(f"failed: {what}")


def main(scenarios):
    """Runs the scenario that is named: script, server, scenario."""
    server, name = sys.argv[1:3]
    scenarios[name](server)
    print("ok", flush=True)
