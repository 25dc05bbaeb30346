"""DuckDB and ClickHouse, each in a process of its own, asked through a pipe; times are taken inside that process."""

import datetime
import json
import multiprocessing
import os
import sys
import time
import traceback

THREADS = 2


class Peer:
    """A peer that is asked from another process."""

    def __init__(self, engine, path):
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(engine, str(path), theirs), daemon=True)
        self._process.start()
        self.version = self._call("version")

    def run(self, sql):
        """Seconds until the rows were there, and the seconds that all threads of the process computed."""
        return self._call("run", sql)

    def rows(self, sql):
        return self._call("rows", sql)

    def close(self):
        self._call("close")
        self._process.join(60)

    def _call(self, *message):
        self._pipe.send(message)
        error, answer = self._pipe.recv()
        if error:
            raise RuntimeError(f"{message}\n{error}")
        return answer


class DuckDB:
    def __init__(self, path):
        import duckdb

        self._connection = duckdb.connect(path, read_only=True)
        self._connection.execute(f"SET threads = {THREADS}")
        self._connection.execute("SET TimeZone = 'UTC'")
        self.version = f"DuckDB {duckdb.__version__}"

    def fetch(self, sql):
        return self._connection.execute(sql).fetchall()

    def plain(self, rows):
        return rows

    def close(self):
        self._connection.close()


class ClickHouse:
    # Neither results nor what conditions select may be remembered.
    SETTINGS = f"max_threads = {THREADS}, use_query_cache = 0, use_query_condition_cache = 0"

    def __init__(self, path):
        import chdb
        from chdb import session

        self._session = session.Session(path)
        self.version = f"ClickHouse {chdb.engine_version} (chdb {chdb.__version__})"
        self._suffix = f" SETTINGS {self.SETTINGS}, output_format_json_quote_64bit_integers = 0"

    def fetch(self, sql):
        return self._session.query(sql + self._suffix, "JSONCompactEachRow").bytes()

    def plain(self, rows):
        return [json.loads(line) for line in rows.splitlines()]

    def close(self):
        self._session.close()


CLASSES = {"duckdb": DuckDB, "duckdb-index": DuckDB, "clickhouse": ClickHouse}


def _serve(engine, path, pipe):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
    peer = None
    while True:
        command, *arguments = pipe.recv()
        try:
            if command == "version":
                peer = CLASSES[engine](path)
                answer = peer.version
            elif command == "run":
                answer = _timed(peer, *arguments)
            elif command == "rows":
                answer = peer.plain(peer.fetch(*arguments))
            else:
                peer.close()
                answer = None
            pipe.send((None, answer))
        except Exception:
            pipe.send((traceback.format_exc(), None))
        if command == "close":
            sys.exit()


def _timed(peer, sql):
    cpu = time.process_time()
    start = time.perf_counter()
    peer.fetch(sql)
    return time.perf_counter() - start, time.process_time() - cpu


def normal(value):
    """A value as all engines mean it: instants in milliseconds, whole numbers and others as they are."""
    if isinstance(value, datetime.datetime):
        return round(value.replace(tzinfo=datetime.UTC).timestamp() * 1000)
    if isinstance(value, str) and len(value) >= 19 and value[4] == value[7] == "-" and value[13] == value[16] == ":":
        return normal(datetime.datetime.fromisoformat(value))
    return value


def same(one, other):
    """Whether two results are equal, floating point numbers but for how sums were rounded."""
    return len(one) == len(other) and all(
        len(left) == len(right) and all(map(_same, left, right)) for left, right in zip(one, other)
    )


def _same(one, other):
    one, other = normal(one), normal(other)
    if isinstance(one, float) or isinstance(other, float):
        return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
    return one == other
