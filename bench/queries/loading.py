"""Brings the data sets into Martlet and its peers, once: what is there from an earlier run is used again."""

import hashlib
import json
import pathlib
import shutil
import sys
import time

import dataset
import peers

CACHE = dataset.ROOT / ".cache" / "queries"
# By what peers sort rows. They arrive in that order, orders nearly so.
TIMES = {"lineorder_flat": "LO_ORDERDATE", "orders": "event_time"}
# What users look up: DuckDB gets ART indexes of them in its second form, ClickHouse bloom filters.
LOOKUPS = {
    "lineorder_flat": ["LO_CUSTKEY", "LO_PARTKEY"],
    "orders": ["order_id", "restaurant_id", "customer_id"],
}
# By what else ClickHouse may skip granules.
PERIODS = {"lineorder_flat": ["D_YEAR", "D_YEARMONTHNUM", "D_WEEKNUMINYEAR"], "orders": []}
# Rows of one request; the server takes at most 64 MiB.
REQUEST_ROWS = {"lineorder_flat": 50_000, "orders": 150_000}
# What the way from records to segments depends on.
STORAGE = ["Bytes", "Bitmaps", "Schema", "Segment", "Log", "Catalog", "Ingest"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def stamped(path, stamp, make):
    """Makes a file or directory unless it is there with that stamp; returns what `make` returned, then or now."""
    note = path.with_name(path.name + ".json")
    if path.exists() and note.exists():
        known = json.loads(note.read_text())
        if known["stamp"] == stamp:
            return known["facts"]
    note.unlink(missing_ok=True)
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = make()
    note.write_text(json.dumps({"stamp": stamp, "facts": facts}))
    return facts


def store(directories):
    """Where engines keep these data sets. Each selection has a place of its own: to change it loads nothing twice."""
    return CACHE / "+".join(sorted(directories))


def digest(*files):
    return hashlib.sha256(b"".join(pathlib.Path(file).read_bytes() for file in files)).hexdigest()


def records(directory):
    """Newline JSON of a data set in several files, in the order of the rows."""
    target = CACHE / "json" / directory.name

    def make():
        import duckdb

        say(f"Writing {directory.name} as JSON ...")
        rows = dataset.table(directory)
        target.mkdir(parents=True)
        connection = duckdb.connect()
        size = REQUEST_ROWS[directory.name]
        instants = [f'epoch_ms("{c.name}") AS "{c.name}"' for c in dataset.columns(directory) if c.type == "TIMESTAMP"]
        change = f"REPLACE ({', '.join(instants)})" if instants else ""
        for number, start in enumerate(range(0, rows.num_rows, size)):
            connection.register("given", rows.slice(start, size))
            connection.execute(f"COPY (SELECT * {change} FROM given) TO '{target}/{number:04}.ndjson' (FORMAT json)")

    stamped(target, digest(__file__, directory / "generator.sha256"), make)
    return sorted(target.glob("*.ndjson"))


# Martlet.


def martlet(binary, directories, serve):
    """A data directory with all tables, and what loading took by table.

    Nothing is configured but what any user would: the time column. Records go through a topic of one partition, so
    that rows stay in their order; the server seals and merges segments as it does for everybody.
    """
    data = store(directories) / "martlet"
    sources = sorted(path for layer in STORAGE for path in (dataset.ROOT / "Sources" / layer).rglob("*.swift"))
    stamps = [directory / "generator.sha256" for directory in directories.values()]
    stamp = digest(__file__, *sources, *stamps)

    def make():
        files = {name: records(directory) for name, directory in directories.items()}
        with serve(binary, data) as server:
            return {name: load(server, directories[name], files[name]) for name in directories}

    return data, stamped(data, stamp, make)


def load(server, directory, files):
    name = directory.name
    rows = len(dataset.columns(directory)[0].values)
    client = server.client
    client.ask("POST", "/schemas", json.dumps(schema(directory)).encode())
    client.ask("POST", f"/topics/{name}?partitions=1")
    client.ask("POST", "/tables", json.dumps(table(name)).encode())
    say(f"Loading {name} into Martlet: {rows:,} rows ...")
    start = time.perf_counter()
    cpu = server.cpu_seconds()
    for file in files:
        client.ask("POST", f"/topics/{name}/records", file.read_bytes())
    while (count := client.query(f"SELECT COUNT(*) FROM {name}")[0][0]) < rows:
        time.sleep(0.05)
    if count != rows:
        raise RuntimeError(f"{count} rows instead of {rows}")
    queryable = time.perf_counter() - start
    client.ask("POST", f"/tables/{name}/forceCommit")
    sealed = time.perf_counter() - start
    await_merges(server)
    size = client.ask("GET", f"/tables/{name}/size")
    return {
        "rows": rows, "queryable": queryable, "sealed": sealed, "cpu": server.cpu_seconds() - cpu,
        "bytes": size["reportedSizeInBytes"], "segments": len(size["realtimeSegments"]["segments"]),
    }


def await_merges(server):
    """Returns when the server has had nothing to do for a while."""
    while True:
        before = server.cpu_seconds()
        time.sleep(3)
        if server.cpu_seconds() - before < 0.1:
            return


def schema(directory):
    fields = {"dimension": [], "metric": [], "dateTime": []}
    for column in dataset.columns(directory):
        field = {"name": column.name, "dataType": column.type}
        if column.role == "dateTime":
            field |= {"format": "TIMESTAMP", "granularity": "1:MILLISECONDS"}
        fields[column.role].append(field)
    return {"schemaName": directory.name} | {f"{role}FieldSpecs": specs for role, specs in fields.items()}


def table(name):
    config = {
        "tableName": name,
        "tableType": "REALTIME",
        "segmentsConfig": {"schemaName": name, "replication": "1"},
        "tableIndexConfig": {"streamConfigs": {"streamType": "martlet", "stream.martlet.topic.name": name}},
    }
    if name == "orders":
        config["segmentsConfig"]["timeColumnName"] = TIMES[name]
        config["tableIndexConfig"]["sortedColumn"] = [TIMES[name]]
    return config


# Peers.


def duckdb(directories, with_indexes):
    """A database file, and its bytes."""
    path = store(directories) / ("duckdb-index.duckdb" if with_indexes else "duckdb.duckdb")

    def make():
        import duckdb

        connection = duckdb.connect(str(path))
        seconds = 0
        for name, directory in directories.items():
            say(f"Loading {name} into DuckDB{' with ART indexes' if with_indexes else ''} ...")
            connection.register("given", dataset.table(directory))
            start = time.perf_counter()
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given ORDER BY {TIMES[name]}")
            for column in LOOKUPS[name] if with_indexes else []:
                connection.execute(f"CREATE INDEX {name}_{column} ON {name} ({column})")
            connection.execute("CHECKPOINT")
            seconds += time.perf_counter() - start
        connection.close()
        return {"bytes": path.stat().st_size, "seconds": seconds}

    return path, stamped(path, peer_stamp(directories), make)


def clickhouse(directories):
    """A directory for chdb, and the bytes of the parts."""
    path = store(directories) / "clickhouse"

    def make():
        from chdb import session

        seconds = 0
        with session.Session(str(path)) as database:
            for name, directory in directories.items():
                say(f"Loading {name} into ClickHouse ...")
                given = dataset.table(directory, most_distinct=peers.LOW_CARDINALITY)  # the query names it
                parts = [f"`{column.name}` {peers.clickhouse_type(column)}" for column in dataset.columns(directory)]
                parts += [f"INDEX {c}_bloom {c} TYPE bloom_filter GRANULARITY 1" for c in LOOKUPS[name]]
                parts += [f"INDEX {c}_minmax {c} TYPE minmax GRANULARITY 1" for c in PERIODS[name]]
                database.query(f"CREATE TABLE {name} ({', '.join(parts)}) ENGINE = MergeTree ORDER BY {TIMES[name]}")
                start = time.perf_counter()
                database.query(f"INSERT INTO {name} SELECT * FROM Python(given)")
                database.query(f"OPTIMIZE TABLE {name} FINAL")
                seconds += time.perf_counter() - start
            size = peers.ask(database, "SELECT sum(bytes_on_disk) FROM system.parts WHERE active")[0][0]
        return {"bytes": size, "seconds": seconds}

    return path, stamped(path, peer_stamp(directories), make)


def peer_stamp(directories):
    stamps = [directory / "generator.sha256" for directory in directories.values()]
    return digest(__file__, dataset.ROOT / "bench/segments/requirements.txt", *stamps)
