"""Queries per second with several connections. The client is Debian's wrk, which takes a few µs per request."""

import pathlib
import random
import re
import subprocess

from martlet_server import query_body
from shapes import SEED, THROUGHPUT_INSTANCES, dialect

CONNECTIONS = 8
SECONDS = 5
# The three shapes that have to be the cheapest.
LIGHTEST = ["order", "restaurant-by-status", "customer-history"]
UNITS = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}


def measure(server, shapes, constants, scratch):
    """Figures of the lightest shapes and of all shapes mixed, by title."""
    texts = {shape.name: shape.instances(constants[shape.table], THROUGHPUT_INSTANCES) for shape in shapes}
    found = {}
    for shape in shapes:
        if shape.name in LIGHTEST:
            found[shape.title] = _run(server, texts[shape.name], scratch)
    mix = [text for instances in texts.values() for text in instances]
    random.Random(SEED).shuffle(mix)
    found[f"all {len(shapes)} shapes in turn"] = _run(server, mix, scratch)
    return found


def _run(server, texts, scratch):
    scratch.write_bytes(b"".join(query_body(dialect(text, "martlet")) + b"\n" for text in texts))
    _wrk(server, scratch, 1)
    failures = _failures(server)
    cpu = server.cpu_seconds()
    output = _wrk(server, scratch, SECONDS)
    cpu = server.cpu_seconds() - cpu
    if (failed := _failures(server) - failures) > 0 or "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"{failed:.0f} queries failed\n{output}")
    answered = int(re.search(r"(\d+) requests in", output).group(1))
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)),
        "cpu_ms": cpu / answered * 1e3,
        **{f"p{share}": _latency(output, share) for share in (50, 99)},
    }


def _wrk(server, file, seconds):
    script = pathlib.Path(__file__).with_name("wrk.lua")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "60s", "-s", str(script)]
    return subprocess.run(
        [*command, server.url, "--", str(file)], check=True, capture_output=True, text=True, timeout=300
    ).stdout


def _latency(output, share):
    value, unit = re.search(rf"{share}%\s+([\d.]+)(us|ms|s|m)\b", output).groups()
    return float(value) * UNITS[unit]


def _failures(server):
    text = server.client.request("GET", "/metrics")[1].decode()
    return float(re.search(r"^martlet_query_failures_total (\S+)", text, re.MULTILINE).group(1))
