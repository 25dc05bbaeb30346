#!/usr/bin/env python3
"""Shows in which functions the server spends its time on each query: `perf record` while the query is repeated.

    query_profile.py [NAME ...]        such as q1.1 or order (the names of the files); all of them by default

Needs Debian's linux-perf, and what `make bench-queries` has loaded. Environment: MARTLET, SECONDS per query (3), LINES
(12).
"""

import os
import re
import subprocess
import sys
import time

import queries  # sets the path of the others
from loading import CACHE, store
from martlet_server import query_body
from shapes import INSTANCES, constants_of, dialect, shapes

SECONDS = float(os.environ.get("SECONDS") or 3)
TOP = "Database.run(_:_:start:_:)"
LINES = int(os.environ.get("LINES") or 12)


def profile(server, shape, constants):
    texts = [dialect(text, "martlet") for text in shape.instances(constants[shape.table], INSTANCES)]
    packets = [server.client.packet("POST", "/query/sql", query_body(text)) for text in texts]
    data = CACHE / "perf.data"
    record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-g", "-o", str(data), "-p", str(server.pid)]
    for packet in packets:
        server.client.exchange(packet)
    recorder = subprocess.Popen(record, stderr=subprocess.DEVNULL)
    cpu = server.cpu_seconds()
    end = time.perf_counter() + SECONDS
    count = 0
    while time.perf_counter() < end:
        for packet in packets:
            server.client.exchange(packet)
        count += len(packets)
    cpu = server.cpu_seconds() - cpu
    recorder.terminate()
    recorder.wait()
    print(f"\n### {shape.name}: {shape.title} — {cpu / count * 1e3:.3f} ms of CPU\n")
    print(texts[0], "\n")
    for title, options in (("itself", ["--no-children"]), ("with what it calls", ["--children"])):
        print(f"{title}:")
        for share, name in functions(data, options)[: LINES if title == "itself" else LINES * 2]:
            print(f"  {share:>6}  {name}")
    sys.stdout.flush()


def functions(data, options):
    command = ["perf", "report", "-i", str(data), "--stdio", "-g", "none", "--sort", "symbol", "--percent-limit", "0.7"]
    output = subprocess.run([*command, *options], capture_output=True, text=True).stdout
    names = subprocess.run(["swift", "demangle", "--simplified"], input=output, capture_output=True, text=True).stdout
    found = []
    for line in names.splitlines():
        match = re.match(r"\s+([\d.]+%)\s+(?:[\d.]+%\s+)?\[[.k]\] (.*)", line)
        if match:
            found.append((match.group(1), match.group(2).split("  ")[0][:150]))
    # Everything that computes a query is below this function.
    names = [name for _, name in found]
    return found[names.index(TOP) :] if TOP in names else found


def main():
    directories = {name: queries.segments.make(name) for name in queries.DATASETS}
    constants = constants_of(directories)
    with queries.serve(queries.MARTLET, store(directories) / "martlet") as server:
        for shape in shapes("ssb", directories) + shapes("user-facing", directories):
            if not sys.argv[1:] or shape.name in sys.argv[1:]:
                profile(server, shape, constants)


if __name__ == "__main__":
    main()
