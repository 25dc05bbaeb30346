"""The queries: SQL templates in files, filled with constants and written in the dialect of each engine.

A template starts with its title as a comment. `$name` is a constant, `@day(x)` and `@time(x)` are what engines write
differently: the start of an instant's day, and an instant.
"""

import pathlib
import random
import re
import string

from constants import Constants

HERE = pathlib.Path(__file__).resolve().parent
DIALECTS = {
    "martlet": {"day": "DATETRUNC('DAY', {})", "time": "'{}'"},
    "duckdb": {"day": "date_trunc('day', {})", "time": "TIMESTAMP '{}'"},
    "clickhouse": {"day": "toStartOfDay({})", "time": "toDateTime64('{}', 3, 'UTC')"},
}
# Every engine by its dialect.
ENGINES = {"martlet": "martlet", "duckdb": "duckdb", "duckdb-index": "duckdb", "clickhouse": "clickhouse"}
# So many different queries of each user-facing shape are timed one by one, …
INSTANCES = 16
# … and so many are asked in turn where many connections ask at the same time.
THROUGHPUT_INSTANCES = 400
SEED = 20_261_124


class Shape:
    """One template. SSB's constants are those of its specification, so there is one instance of each."""

    def __init__(self, path):
        title, _, self.template = path.read_text().partition("\n")
        self.name = path.stem
        self.title = title.removeprefix("--").strip()
        self.table = re.search(r"FROM (\w+)", self.template).group(1)
        self.is_ssb = path.parent.name == "ssb"

    def instances(self, constants, count):
        """Texts with constants in them, always the same ones."""
        if self.is_ssb:
            return [self.template]
        draw = random.Random(f"{SEED} {self.name}")
        return [string.Template(self.template).substitute(constants.draw(draw)) for _ in range(count)]


def dialect(text, engine):
    """The text as the engine takes it, in one line."""
    for name, form in DIALECTS[ENGINES[engine]].items():
        text = re.sub(rf"@{name}\('?([^()']*)'?\)", lambda match, form=form: form.format(match.group(1)), text)
    return " ".join(line.strip() for line in text.splitlines())


def shapes(folder, tables):
    """The shapes of a folder that ask the tables."""
    found = [Shape(path) for path in sorted((HERE / folder).glob("*.sql"))]
    return [shape for shape in found if shape.table in tables]


def constants_of(directories):
    """What constants are drawn from, by table."""
    return {name: Constants(name, directory) for name, directory in directories.items()}
