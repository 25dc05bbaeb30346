#!/usr/bin/env python3
"""Asks Martlet over HTTP, DuckDB and ClickHouse the same queries in turn, and prints Markdown.

    queries.py [DATASET ...]        lineorder_flat, orders; both by default

Environment: REPEAT (repetitions, at least 7 for figures to keep; 9 by default), MARTLET (the binary), BUILDER (the
program that makes data sets), RESULT (a file that gets the Markdown too). `make bench-queries` sets them.
"""

import datetime
import os
import pathlib
import platform
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "segments"))

import dataset  # noqa: E402 (the path comes first)
import loading  # noqa: E402
import measuring  # noqa: E402
import report  # noqa: E402
import segments  # noqa: E402
import throughput  # noqa: E402
from martlet_server import Server  # noqa: E402
from peer_engines import THREADS, Peer  # noqa: E402
from shapes import INSTANCES, constants_of, shapes  # noqa: E402

MARTLET = str(pathlib.Path(os.environ.get("MARTLET", dataset.ROOT / ".build/release/martlet")).absolute())
REPEAT = int(os.environ.get("REPEAT") or 9)
DATASETS = ["lineorder_flat", "orders"]
# There is one instance of each query of SSB, so more repetitions.
SSB_ROUNDS = 3
# Figures come with a warning if others use more than this share of the processors before anything starts.
BUSY = 0.1


def serve(binary, data):
    loading.CACHE.mkdir(parents=True, exist_ok=True)
    return Server(binary, data, loading.CACHE / "martlet.log")


def busy_share():
    """Which share of the processors is in use."""

    def ticks():
        with open("/proc/stat", encoding="ascii") as file:
            fields = list(map(int, file.readline().split()[1:9]))
        return sum(fields), fields[3] + fields[4]

    all_before, idle_before = ticks()
    time.sleep(2)
    all_after, idle_after = ticks()
    return 1 - (idle_after - idle_before) / (all_after - all_before)


def heading(versions, busy):
    def told(*command):
        return subprocess.run(command, capture_output=True, text=True, cwd=HERE).stdout.strip()

    with open("/proc/cpuinfo", encoding="utf-8") as file:
        cpu = next((line for line in file if line.startswith("model name")), ": unknown")
    # What runs besides takes time from engines with several threads first, and from short queries least.
    warning = "" if busy < BUSY else (
        f"\n**Others kept {busy:.0%} of the processors busy at the start: times and their ratios are not to be relied "
        "on; CPU is less in doubt.**\n"
    )
    own = "" if MARTLET.endswith(".build/release/martlet") else " (another binary was given)"
    machine = f"{cpu.partition(':')[2].strip()}, {os.cpu_count()} cores, Linux {platform.release()}"
    engines = ", ".join(dict.fromkeys(versions))
    return (
        f"# Queries\n\nCommit: {told('git', 'log', '-1', '--format=%s')}{own}. Date: {datetime.date.today()}. "
        f"Machine: {machine}.\n{warning}\n"
        f"{told(MARTLET, '--version')} over HTTP; {engines}, with {THREADS} threads, in the process that asks. Medians "
        f"of {REPEAT} repetitions of {INSTANCES} queries of each user-facing shape, of {SSB_ROUNDS * REPEAT} of each "
        "query of SSB; everything warm, the engines in turn. All answers were equal. CPU is the mean, of all threads.\n"
    )


def main():
    busy = busy_share()
    names = sys.argv[1:] or DATASETS
    if unknown := set(names) - set(DATASETS):
        sys.exit(f"no data set is called {', '.join(sorted(unknown))}; there are {', '.join(DATASETS)}")
    directories = {name: segments.make(name) for name in DATASETS if name in names}
    constants = constants_of(directories)
    paths = {}
    facts = {}
    paths["duckdb"], facts["duckdb"] = loading.duckdb(directories, with_indexes=False)
    paths["duckdb-index"], facts["duckdb-index"] = loading.duckdb(directories, with_indexes=True)
    paths["clickhouse"], facts["clickhouse"] = loading.clickhouse(directories)
    data, loaded = loading.martlet(MARTLET, directories, serve)
    with serve(MARTLET, data) as server:
        peers = {engine: Peer(engine, path) for engine, path in paths.items()}
        parts = measure(server, peers, constants, directories)
        parts.append(report.storage(loaded, facts, server.resident_bytes()))
        text = "\n".join([heading([peer.version for peer in peers.values()], busy)] + parts)
        for peer in peers.values():
            peer.close()
    print(text)
    if result := os.environ.get("RESULT"):
        pathlib.Path(result).write_text(text)


def measure(server, peers, constants, directories):
    parts = []
    ssb = shapes("ssb", directories)
    if ssb:
        without_index = {engine: peer for engine, peer in peers.items() if engine != "duckdb-index"}
        found = measuring.measure(server, without_index, ssb, constants, REPEAT * SSB_ROUNDS)
        parts.append(report.latencies("Star Schema Benchmark, flat, scale factor 1", found))
    facing = shapes("user-facing", directories)
    found = measuring.measure(server, peers, facing, constants, REPEAT)
    parts.append(report.latencies("User-facing queries", found))
    rates = throughput.measure(server, facing, constants, loading.CACHE / "statements.ndjson")
    parts.append(report.throughput(rates, throughput.CONNECTIONS))
    return parts


if __name__ == "__main__":
    main()
