#!/usr/bin/env python3
"""Answers the ten queries of scripts/flights/queries.sql with SQLite, over the same rows, as JSON.

    scripts/flights-answers.py [OUTPUT]      the default is .cache/flights-answers.json

The output is a list of {"title", "sql", "columns", "rows"}. Averages and quotients are floating point: compare them
with a relative tolerance of 1e-9, everything else exactly.
"""

import json
import pathlib
import sqlite3
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts/flights"))
from questions import questions  # noqa: E402 (the path comes first)

RECORDS = ROOT / ".cache" / "flights.ndjson"
SQL_TYPES = {"INT": "INTEGER", "LONG": "INTEGER", "TIMESTAMP": "INTEGER", "STRING": "TEXT"}


def columns():
    """Name and SQL type of every column, from the schema that Martlet gets."""
    schema = json.loads((ROOT / "scripts/flights/schema.json").read_text())
    specs = schema["dimensionFieldSpecs"] + schema["metricFieldSpecs"] + schema["dateTimeFieldSpecs"]
    return [(spec["name"], SQL_TYPES[spec["dataType"]]) for spec in specs]


def load():
    database = sqlite3.connect(":memory:")
    # LIKE tells upper from lower case, as the SQL standard has it.
    database.execute("PRAGMA case_sensitive_like = ON")
    names = [name for name, _ in columns()]
    database.execute("CREATE TABLE flights (" + ", ".join(f'"{name}" {type}' for name, type in columns()) + ")")
    places = ", ".join("?" for _ in names)
    with open(RECORDS, encoding="utf-8") as records:
        rows = ([record[name] for name in names] for record in map(json.loads, records))
        database.executemany(f"INSERT INTO flights VALUES ({places})", rows)
    return database


def main():
    output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".cache" / "flights-answers.json"
    database = load()
    answers = []
    for title, sql in questions():
        cursor = database.execute(sql)
        names = [column[0] for column in cursor.description]
        answers.append({"title": title, "sql": sql, "columns": names, "rows": [list(row) for row in cursor]})
    temporary = output.with_suffix(".tmp")
    temporary.write_text(json.dumps(answers, indent=1) + "\n")
    temporary.replace(output)


if __name__ == "__main__":
    main()
