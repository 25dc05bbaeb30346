#!/usr/bin/env python3
"""Measures ingestion of JSON beside DuckDB and ClickHouse, in turn, and prints Markdown.

    ingest.py BENCH ROWS REPEAT

BENCH is the IngestBench executable. What it prepares is kept in .cache/ingest.
"""

import collections
import datetime
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
THREADS = 2
NEVER = 100_000_000
SEALED = 250_000
COLUMNS = {
    "order_id": ("VARCHAR", "String"), "restaurant_id": ("BIGINT", "Int64"),
    "restaurant": ("VARCHAR", "LowCardinality(String)"), "city": ("VARCHAR", "LowCardinality(String)"),
    "customer_id": ("BIGINT", "Int64"), "courier_id": ("INTEGER", "Int32"),
    "status": ("VARCHAR", "LowCardinality(String)"), "payment": ("VARCHAR", "LowCardinality(String)"),
    "currency": ("VARCHAR", "LowCardinality(String)"), "is_first": ("BOOLEAN", "Bool"),
    "items": ("INTEGER", "Int32"), "amount": ("DOUBLE", "Float64"), "tip": ("DOUBLE", "Float64"),
    "latitude": ("DOUBLE", "Float64"), "longitude": ("DOUBLE", "Float64"),
    "comment": ("VARCHAR", "Nullable(String)"), "event_time": ("BIGINT", "Int64"),
}


def martlet(bench, directory, *arguments):
    """What one run of the executable prints: names with seconds and processor seconds."""
    command = [bench, arguments[0], str(directory), *map(str, arguments[1:])]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    for line in lines:
        name, rows, seconds, cpu = line.split("\t")
        yield name, int(rows), float(seconds), float(cpu)


def timed(name, rows, body):
    """Times a function that takes a scratch directory, in a process of its own."""
    scratch = pathlib.Path(tempfile.mkdtemp(dir=ROOT / ".cache/ingest"))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        wall, cpu = body(scratch)
        os.write(writer, f"{wall} {cpu}".encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        wall, cpu = map(float, pipe.read().split())
    os.waitpid(child, 0)
    shutil.rmtree(scratch)
    return name, rows, wall, cpu


def both(run):
    start, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - start, time.process_time() - cpu


def duckdb(file):
    def body(scratch):
        import duckdb

        connection = duckdb.connect(str(scratch / "peer.duckdb"))
        connection.execute(f"SET threads = {THREADS}")
        types = ", ".join(f"{name}: '{types[0]}'" for name, types in COLUMNS.items())
        source = f"read_json('{file}', format = 'newline_delimited', columns = {{{types}}})"
        return both(lambda: connection.execute(f"CREATE TABLE orders AS SELECT * FROM {source}"))

    return body


def clickhouse(file):
    def body(scratch):
        from chdb import session

        database = session.Session(str(scratch / "clickhouse"))
        types = ", ".join(f"{name} {types[1]}" for name, types in COLUMNS.items())
        database.query(f"CREATE TABLE orders ({types}) ENGINE = MergeTree ORDER BY tuple()")
        limits = f"SETTINGS max_threads = {THREADS}, max_insert_threads = {THREADS}"
        source = f"file('{file}', JSONEachRow, '{types}')"
        return both(lambda: database.query(f"INSERT INTO orders SELECT * FROM {source} {limits}"))

    return body


def prepared(bench, rows):
    directory = ROOT / ".cache/ingest" / str(rows)
    if not (directory / "done").exists():
        print(f"Making {rows:,} orders ...", file=sys.stderr)
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        list(martlet(bench, directory, "prepare", rows))
        (directory / "done").touch()
    return directory


def main():
    bench, rows, repeat = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    directory = prepared(bench, rows)
    file = directory / "orders.ndjson"
    file.read_bytes()
    found = collections.defaultdict(list)
    for repetition in range(repeat):
        print(f"Repetition {repetition + 1} of {repeat} ...", file=sys.stderr)
        runs = []
        for arguments in (("decode",), ("consume", 1), ("consume", 2), ("table", NEVER), ("table", SEALED)):
            runs += martlet(bench, directory, *arguments)
        runs.append(timed("DuckDB read_json", rows, duckdb(file)))
        runs.append(timed("ClickHouse JSONEachRow", rows, clickhouse(file)))
        for name, count, seconds, cpu in runs:
            assert count == rows, f"{name}: {count} rows"
            found[name].append((seconds, cpu))
    report(rows, file.stat().st_size, found)


def report(rows, size, found):
    seconds = {name: statistics.median(wall for wall, _ in runs) for name, runs in found.items()}
    subject = subprocess.run(["git", "log", "-1", "--format=%s"], cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout
    load = os.getloadavg()[0]
    print("# Ingestion of JSON beside DuckDB and ClickHouse\n")
    print(f"{datetime.date.today()}, `make bench-ingest`, at \"{subject.strip()}\"; load of the machine at the end {load:.1f}.")
    print(f"{rows:,} orders of 17 members, {size / rows:.0f} bytes of JSON each; medians of {len(found['decode'])}.\n")
    print("|  | rows/s | MB/s | CPU µs/row | to DuckDB | to ClickHouse |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name, runs in found.items():
        cpu = statistics.median(cpu for _, cpu in runs)
        ratios = [seconds[peer] / seconds[name] for peer in ("DuckDB read_json", "ClickHouse JSONEachRow")]
        print(
            f"| {name} | {rows / seconds[name]:,.0f} | {size / seconds[name] / 1e6:.0f} | {cpu / rows * 1e6:.2f} | "
            + " | ".join(f"{ratio:.2f}x" for ratio in ratios) + " |"
        )


if __name__ == "__main__":
    main()
