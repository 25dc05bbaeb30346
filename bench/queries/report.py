"""What was measured, as Markdown."""

import math
import statistics

TITLES = {
    "martlet": "Martlet", "duckdb": "DuckDB", "duckdb-index": "DuckDB + ART index", "clickhouse": "ClickHouse",
}


def table(header, rows):
    lines = [header, ["---"] + ["--:"] * (len(header) - 1)] + rows
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def geomean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def latencies(title, measurements):
    """A table of medians: engines side by side, how Martlet compares with the best peer, and what it computed."""
    engines = list(measurements[0].times)
    rows = []
    for measurement in measurements:
        rows.append(
            [measurement.shape.title, str(measurement.rows)]
            + [f"{measurement.median(engine):.2f}" for engine in engines]
            + [f"{measurement.ratio:.2f}x", f"{measurement.server_cpu_ms:.2f}"]
            + [f"{statistics.fmean(measurement.cpu[engine]):.2f}" for engine in measurement.peers]
        )
    means = {engine: geomean([m.median(engine) for m in measurements]) for engine in engines}
    best = min(mean for engine, mean in means.items() if engine != "martlet")
    ratio = geomean([measurement.ratio for measurement in measurements])
    rows.append(
        ["**geomean**", ""]
        + [f"**{means[engine]:.2f}**" for engine in engines]
        + [f"**{ratio:.2f}x**", f"{geomean([max(m.server_cpu_ms, 1e-3) for m in measurements]):.2f}"]
        + [f"{geomean([statistics.fmean(m.cpu[e]) for m in measurements]):.2f}" for e in measurements[0].peers]
    )
    header = ["ms", "rows"] + [TITLES[engine] for engine in engines] + ["to the best peer", "CPU: Martlet"]
    header += [f"CPU: {TITLES[engine]}" for engine in measurements[0].peers]
    text = f"## {title}\n\n" + table(header, rows)
    cpu = geomean([max(m.server_cpu_ms, 1e-3) / min(map(statistics.fmean, m.cpu.values())) for m in measurements])
    return text + (
        f"\nThe geomean of Martlet is {means['martlet'] / best:.2f}x that of the peer with the best geomean; "
        f"{ratio:.2f}x the best peer of each query. It takes {cpu:.2f}x the CPU of the peer that takes least.\n"
    )


def throughput(found, connections):
    rows = [
        [title, f"{f['rate']:,.0f}", f"{f['p50']:.2f}", f"{f['p99']:.2f}", f"{f['cpu_ms']:.3f}"]
        for title, f in found.items()
    ]
    header = ["Martlet", "queries/s", "p50 ms", "p99 ms", "server CPU ms/query"]
    return f"## Throughput with {connections} connections\n\n" + table(header, rows)


def storage(loaded, peers, resident):
    rows = [
        [
            f"Martlet: {name}", f"{facts['bytes'] / 1e6:,.0f}", f"{facts['sealed']:.1f}",
            f"{facts['rows'] / facts['queryable']:,.0f} rows/s until queryable, {facts['segments']} segments",
        ]
        for name, facts in loaded.items()
    ]
    rows += [
        [TITLES[engine] + ": all tables", f"{facts['bytes'] / 1e6:,.0f}", f"{facts['seconds']:.1f}", ""]
        for engine, facts in peers.items()
    ]
    return (
        "## What was loaded\n\n" + table(["", "MB", "seconds", ""], rows)
        + f"\nMartlet: from JSON over HTTP into a topic on disk until sealed. Peers: from Arrow in memory. "
        f"Martlet's memory at the end: {resident / 1e6:,.0f} MB.\n"
    )
