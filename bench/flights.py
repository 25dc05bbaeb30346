#!/usr/bin/env python3
"""Asks a running server the ten questions of scripts/flights/queries.sql, again and again, over one connection.

    bench/flights.py URL REPEAT

Prints the median and the 99th percentile of the time from request to answer, as the client sees it, per question.
"""

import http.client
import json
import pathlib
import sys
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "scripts/flights"))
from questions import questions  # noqa: E402 (the path comes first)

# The first requests warm caches and are not counted.
WARMUPS = 5


def ask(connection, sql):
    """Milliseconds until the answer was there."""
    body = json.dumps({"sql": sql})
    start = time.perf_counter_ns()
    connection.request("POST", "/query/sql", body, {"Content-Type": "application/json"})
    answer = connection.getresponse().read()
    took = (time.perf_counter_ns() - start) / 1e6
    exceptions = json.loads(answer).get("exceptions")
    if exceptions:
        sys.exit(f"{sql}\n{exceptions}")
    return took


def percentile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main():
    address = urllib.parse.urlsplit(sys.argv[1])
    repeat = int(sys.argv[2])
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=120)
    print(f"\n{'p50 ms':>9} {'p99 ms':>9}   question, asked {repeat} times")
    everything = []
    for title, sql in questions():
        for _ in range(WARMUPS):
            ask(connection, sql)
        times = sorted(ask(connection, sql) for _ in range(repeat))
        everything += times
        print(f"{percentile(times, 0.5):9.2f} {percentile(times, 0.99):9.2f}   {title}")
    everything.sort()
    print(f"{percentile(everything, 0.5):9.2f} {percentile(everything, 0.99):9.2f}   all of them")


if __name__ == "__main__":
    main()
