#!/usr/bin/env python3
"""Compares the segments of Martlet with Parquet, DuckDB and ClickHouse: bytes per row, and rows built per second.

    segments.py [DATASET ...]        flights, lineorder_flat, orders; all of them by default

Prints Markdown. Data sets are made once and kept in .cache/segments. Each measurement runs in a process of its own, one
after the other, with THREADS threads (environment; 2 by default). Needs the program BUILDER: `make bench-segments` builds
it.
"""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

import dataset
from peers import PEERS

HERE = pathlib.Path(__file__).resolve().parent
CACHE = dataset.ROOT / ".cache" / "segments"
BUILDER = os.environ.get("BUILDER", str(dataset.ROOT / ".build-bench/release/SegmentBench"))
THREADS = os.environ.get("THREADS", "2")
# By what ClickHouse sorts its rows; they come in that order already, or nearly so.
KEYS = {
    "flights": "year, month, day",
    "lineorder_flat": "LO_ORDERDATE, LO_ORDERKEY",
    "orders": "event_time",
}
TITLES = {
    "martlet": "Martlet",
    "martlet-indexed": "Martlet, automatic indexes",
    "parquet": "Parquet, zstd (pyarrow)",
    "duckdb": "DuckDB",
    "clickhouse": "ClickHouse MergeTree, LZ4",
    "clickhouse-zstd": "ClickHouse MergeTree, zstd",
}


def run(*command):
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=1800)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: ended with {result.returncode}")
    return result.stdout


def make(name):
    """The directory of the data set, made unless it is there and its generator is the same."""
    directory = CACHE / name
    sources = [HERE / "dataset.py"] if name == "flights" else sorted((HERE / "builder").rglob("*.swift"))
    sources = [path for path in sources if path.name not in ("Measurement.swift", "Building.swift", "Threads.swift")]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = directory / "generator.sha256"
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        print(f"Making {name} ...", file=sys.stderr, flush=True)
        if name == "flights":
            dataset.write_flights(dataset.ROOT / ".cache/flights.ndjson", directory)
        else:
            run(BUILDER, "generate", name, str(directory))
        stamp.write_text(digest)
    return directory


def martlet(directory, scratch, indexes):
    """What the builder says, by word; `columns` by name."""
    facts = {"columns": {}}
    output = run(BUILDER, "build", str(directory), str(scratch / "built.seg"), indexes, THREADS)
    for line in output.splitlines():
        words = line.split("\t")
        if words[0] == "column":
            name, _, encoding, bits, distinct, size, index = words[1:8]
            facts["columns"][name] = {
                "encoding": encoding,
                "bits": bits,
                "distinct": int(distinct),
                "bytes": int(size),
                "index": int(index),
            }
        else:
            facts[words[0]] = float(words[1])
    return facts


def measure(directory, name):
    """Everything about one data set, by system."""
    found = {}
    for system in TITLES:
        print(f"Building {name}: {TITLES[system]} ...", file=sys.stderr, flush=True)
        scratch = CACHE / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        if system in PEERS:
            peers = [sys.executable, str(HERE / "peers.py")]
            found[system] = json.loads(run(*peers, system, str(directory), str(scratch), KEYS[name], THREADS))
        else:
            found[system] = martlet(directory, scratch, "automatic" if system == "martlet-indexed" else "never")
        shutil.rmtree(scratch)
    return found


def show_table(header, rows):
    """A Markdown table, the first column to the left and the others to the right."""
    lines = [header] + rows
    widths = [max(len(line[index]) for line in lines) for index in range(len(header))]
    rule = ["-" * width if index == 0 else "-" * (width - 1) + ":" for index, width in enumerate(widths)]
    for line in [header, rule] + rows:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        print("| " + " | ".join(cells) + " |")
    print(flush=True)


def show(name, found):
    rows = int(found["martlet"]["rows"])
    own = found["martlet"]["bytes"]
    print(f"## {name}: {rows:,} rows, {len(found['parquet']['columns'])} columns\n")
    show_table(
        ["", "bytes", "bytes/row", "to Martlet", "seconds", "rows/s"],
        [
            [
                TITLES[system], f"{int(result['bytes']):,}", f"{result['bytes'] / rows:.2f}",
                f"{result['bytes'] / own:.2f}", f"{result['seconds']:.2f}", f"{int(rows / result['seconds']):,}",
            ]
            for system, result in found.items()
        ],
    )
    smallest = min(found[system]["bytes"] for system in PEERS)
    print(f"Martlet takes {own / smallest:.2f} of the bytes of the smallest peer.")
    provenance = sum(column["bytes"] for name, column in found["martlet"]["columns"].items() if name.startswith("$"))
    shuffled = found["martlet"].get("shuffledProvenanceBytes", 0)
    print(
        f"Where rows come from takes {provenance / rows:.3f} bytes/row as the rows came, and {shuffled / rows:.3f} when "
        "they are sorted by another column."
    )
    for system in ("martlet", "martlet-indexed"):
        print(
            f"{TITLES[system]}: opened in {found[system]['openSeconds'] * 1e6:.0f} µs, all columns verified in "
            f"{found[system]['touchSeconds'] * 1e3:.0f} ms."
        )
    print()
    show_columns(found, rows)


def show_columns(found, rows):
    """Bytes per row of each column, without and with indexes, and with the peers that tell."""

    def per_row(size):
        return f"{size / rows:.3f}"

    lines = []
    for name, column in found["martlet"]["columns"].items():
        if name.startswith("$"):
            continue
        lines.append(
            [
                name, column["encoding"], column["bits"], f"{column['distinct']:,}", per_row(column["bytes"]),
                per_row(found["martlet-indexed"]["columns"][name]["index"]), per_row(found["parquet"]["columns"][name]),
                per_row(found["clickhouse"]["columns"][name]), per_row(found["clickhouse-zstd"]["columns"][name]),
            ]
        )
    show_table(
        ["column, bytes/row", "encoding", "bits", "distinct", "Martlet", "its indexes", "Parquet", "CH LZ4", "CH zstd"],
        lines,
    )


def main():
    for name in sys.argv[1:] or KEYS:
        show(name, measure(make(name), name))


if __name__ == "__main__":
    main()
