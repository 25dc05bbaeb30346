#!/usr/bin/env python3
"""Stores a data set with one peer and prints what that took, as JSON.

    peers.py parquet|duckdb|clickhouse|clickhouse-zstd DATASET SCRATCH KEY THREADS

Timed is what happens between an Arrow table in memory and a complete file or table on disk. Each peer gets strings, with or
without Arrow dictionaries, as it takes them fastest. KEY is what ClickHouse sorts by.
"""

import json
import os
import pathlib
import sys
import time

import dataset

# LowCardinality(String) is meant for up to so many distinct strings.
LOW_CARDINALITY = 10_000


def parquet(directory, scratch, key, threads):
    """pyarrow, zstd at its default level, dictionaries and row groups as they come by default, on one core.

    It gets strings without Arrow dictionaries: with them it is slower, and larger where many are different.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    pa.set_cpu_count(threads)
    table = dataset.table(directory, most_distinct=0)
    path = scratch / "peer.parquet"
    start = time.perf_counter()
    pq.write_table(table, path, compression="zstd")
    seconds = time.perf_counter() - start
    sizes = {name: 0 for name in table.column_names}
    metadata = pq.ParquetFile(path).metadata
    for group in range(metadata.num_row_groups):
        for index in range(metadata.num_columns):
            column = metadata.row_group(group).column(index)
            sizes[column.path_in_schema] += column.total_compressed_size
    return path.stat().st_size, seconds, sizes


def duckdb(directory, scratch, key, threads):
    """CREATE TABLE AS SELECT from the Arrow table, then CHECKPOINT; the size is that of the closed database file."""
    import duckdb

    rows = dataset.table(directory)
    path = scratch / "peer.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute(f"SET threads = {threads}")
    connection.register("given", rows)
    start = time.perf_counter()
    connection.execute("CREATE TABLE stored AS SELECT * FROM given")
    connection.execute("CHECKPOINT")
    seconds = time.perf_counter() - start
    stored = connection.execute("SELECT count(*) FROM stored").fetchone()[0]
    assert stored == rows.num_rows, f"{stored} rows"
    connection.close()
    return path.stat().st_size, seconds, {}


def clickhouse(directory, scratch, key, threads, codec="LZ4"):
    """INSERT into a MergeTree table, then OPTIMIZE FINAL to one part; the size is that of the part.

    It gets many distinct strings without dictionary: unpacking Arrow's takes it far longer than all the rest.
    """
    from chdb import session

    given = dataset.table(directory, most_distinct=LOW_CARDINALITY)  # the query names it
    types = ", ".join(f"`{column.name}` {clickhouse_type(column)}" for column in dataset.columns(directory))
    with session.Session(str(scratch / "clickhouse")) as database:
        database.query("CREATE DATABASE bench")
        database.query(
            f"CREATE TABLE bench.stored ({types}) ENGINE = MergeTree ORDER BY ({key}) "
            f"SETTINGS default_compression_codec = '{codec}'"
        )
        limits = f"SETTINGS max_threads = {threads}, max_insert_threads = {threads}"
        start = time.perf_counter()
        database.query(f"INSERT INTO bench.stored SELECT * FROM Python(given) {limits}")
        database.query("OPTIMIZE TABLE bench.stored FINAL")
        seconds = time.perf_counter() - start
        active = "database = 'bench' AND active"
        size, stored = ask(database, f"SELECT sum(bytes_on_disk), sum(rows) FROM system.parts WHERE {active}")[0]
        assert stored == given.num_rows, f"{stored} rows"
        sizes = ask(
            database,
            f"SELECT column, sum(column_bytes_on_disk) FROM system.parts_columns WHERE {active} GROUP BY column",
        )
    return size, seconds, dict(sizes)


def clickhouse_zstd(*arguments):
    """The same with ZSTD(1) instead of LZ4 for all columns."""
    return clickhouse(*arguments, codec="ZSTD(1)")


def ask(database, sql):
    answer = database.query(sql + " SETTINGS output_format_json_quote_64bit_integers = 0", "JSONCompact")
    return json.loads(answer.bytes())["data"]


def clickhouse_type(column):
    """The type that its documentation advises: the narrowest integer, LowCardinality for few distinct strings."""
    if column.form == "codes":
        type = "Nullable(String)" if column.nulls is not None else "String"
        return f"LowCardinality({type})" if column.distinct <= LOW_CARDINALITY else type
    if column.form == "double":
        type = "Float64"
    elif column.type == "TIMESTAMP":
        type = "DateTime64(3, 'UTC')"
    else:
        type = narrowest(column.values)
    return f"Nullable({type})" if column.nulls is not None else type


def narrowest(values):
    low, high = int(values.min()), int(values.max())
    for bits in (8, 16, 32, 64):
        if low >= 0 and high < 1 << bits:
            return f"UInt{bits}"
        if -(1 << bits - 1) <= low and high < 1 << bits - 1:
            return f"Int{bits}"
    raise ValueError("no type is wide enough")


PEERS = {"parquet": parquet, "duckdb": duckdb, "clickhouse": clickhouse, "clickhouse-zstd": clickhouse_zstd}


def main():
    peer, directory, scratch, key, threads = sys.argv[1:]
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(threads)])
    size, seconds, sizes = PEERS[peer](pathlib.Path(directory), pathlib.Path(scratch), key, int(threads))
    print(json.dumps({"bytes": size, "seconds": seconds, "columns": sizes}))


if __name__ == "__main__":
    main()
