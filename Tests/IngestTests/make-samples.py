"""Writes avro.txt and csv.txt: records as fastavro and Python's csv module encode them, and what they hold.

A line of avro.txt has a schema, the bytes in hex, and the field "v" of the record as a JSON document by the rules of
docs/ingestion.md. A line of csv.txt has the name of a dialect, the bytes in hex, and the fields as a JSON array.
The files are kept in the repository so that the tests need no Python. Needs fastavro 1.13.
"""
import csv
import datetime
import decimal
import io
import json
import pathlib
import random
import uuid

import fastavro

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
TEXTS = ["", "a", "grüße 😀", 'quote " and \\', "line\nbreak\ttab", "\x01", "x" * 70]


def instant(value):
    text = value.strftime("%Y-%m-%d %H:%M:%S.") + "%03d" % (value.microsecond // 1000)
    return fraction(text.zfill(len("yyyy-mm-dd hh:mm:ss.sss")))


def fraction(text):
    whole, digits = text.split(".")
    return whole + "." + (digits.rstrip("0") or "0")


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


class Types:
    """Random types; each call gives a schema, a maker of values, and what renders a value as JSON."""

    def __init__(self, chance):
        self.chance = chance
        self.names = 0

    def name(self, kind):
        self.names += 1
        return "%s%d" % (kind, self.names)

    def primitive(self):
        chance = self.chance
        kind = chance.choice(["null", "boolean", "int", "long", "float", "double", "bytes", "string"])
        makers = {
            "null": lambda: None, "boolean": lambda: chance.random() < 0.5,
            "int": lambda: chance.choice([0, -1, 63, 64, -65, 2**31 - 1, -2**31]),
            "long": lambda: chance.choice([0, -64, 2**63 - 1, -2**63, chance.randrange(-10**12, 10**12)]),
            "float": lambda: chance.randrange(-10**4, 10**4) / 8, "double": lambda: chance.randrange(-10**9, 10**9) / 8,
            "bytes": lambda: chance.randbytes(chance.choice([0, 1, 20])), "string": lambda: chance.choice(TEXTS),
        }
        renderers = {
            "null": lambda value: "null", "boolean": lambda value: "true" if value else "false", "int": str,
            "long": str, "float": repr, "double": repr, "bytes": lambda value: quoted(value.hex()), "string": quoted,
        }
        return kind, makers[kind], renderers[kind]

    def logical(self):
        chance = self.chance
        kind = chance.choice([
            "decimal", "decimal-fixed", "date", "time-millis", "time-micros", "timestamp-millis", "timestamp-micros",
            "uuid"])
        if kind.startswith("decimal"):
            scale = chance.choice([0, 1, 5, 18])
            schema = {"type": "bytes", "logicalType": "decimal", "precision": 25, "scale": scale}
            if kind == "decimal-fixed":
                schema |= {"type": "fixed", "size": 12, "name": self.name("D")}
            limit = 10 ** chance.choice([1, 6, 25])
            make = lambda: decimal.Decimal(chance.randrange(-limit + 1, limit)).scaleb(
                -scale, decimal.Context(prec=40))
            return schema, make, lambda value: format(value, "f") if value or scale == 0 else "0." + "0" * scale
        if kind == "date":
            make = lambda: datetime.date(1600, 1, 1) + datetime.timedelta(days=chance.randrange(300000))
            return {"type": "int", "logicalType": kind}, make, lambda value: quoted(value.isoformat())
        if kind == "uuid":
            make = lambda: uuid.UUID(bytes=chance.randbytes(16))
            return {"type": "string", "logicalType": kind}, make, lambda value: quoted(str(value))
        step = datetime.timedelta(milliseconds=1) if kind.endswith("millis") else datetime.timedelta(microseconds=1)
        base = "int" if kind == "time-millis" else "long"
        if kind.startswith("time-"):
            def make():
                moment = EPOCH + step * chance.randrange(datetime.timedelta(days=1) // step)
                return moment.time()
            render = lambda value: quoted(fraction(value.strftime("%H:%M:%S.") + "%03d" % (value.microsecond // 1000)))
            return {"type": base, "logicalType": kind}, make, render
        span = datetime.timedelta(days=100000) // step
        make = lambda: EPOCH + step * chance.randrange(-span, span)
        return {"type": base, "logicalType": kind}, make, lambda value: quoted(instant(value))

    def enumeration(self):
        symbols = ["S%d" % index for index in range(self.chance.choice([1, 3, 66]))]
        return {"type": "enum", "name": self.name("E"), "symbols": symbols}, lambda: self.chance.choice(symbols), quoted

    def fixed(self):
        size = self.chance.choice([0, 1, 16])
        schema = {"type": "fixed", "name": self.name("F"), "size": size}
        return schema, lambda: self.chance.randbytes(size), lambda value: quoted(value.hex())

    def optional(self, depth):
        schema, make, render = self.any(depth)
        while schema == "null" or isinstance(schema, list):
            schema, make, render = self.any(depth)
        branches = ["null", schema] if self.chance.random() < 0.7 else [schema, "null"]
        make_any = lambda: None if self.chance.random() < 0.3 else make()
        return branches, make_any, lambda value: "null" if value is None else render(value)

    def array(self, depth):
        schema, make, render = self.any(depth)
        make_all = lambda: [make() for _ in range(self.chance.choice([0, 1, 3]))]
        return {"type": "array", "items": schema}, make_all, lambda values: "[" + ",".join(map(render, values)) + "]"

    def map(self, depth):
        schema, make, render = self.any(depth)
        make_all = lambda: {self.chance.choice(TEXTS): make() for _ in range(self.chance.choice([0, 1, 3]))}
        def render_all(values):
            return "{" + ",".join(quoted(key) + ":" + render(value) for key, value in values.items()) + "}"
        return {"type": "map", "values": schema}, make_all, render_all

    def record(self, depth):
        fields = [("f%d" % index, *self.any(depth)) for index in range(self.chance.choice([0, 1, 2, 4, 12]))]
        schema = {"type": "record", "name": self.name("R"),
                  "fields": [{"name": name, "type": kind} for name, kind, _, _ in fields]}
        make_all = lambda: {name: make() for name, _, make, _ in fields}
        def render_all(value):
            return "{" + ",".join(quoted(name) + ":" + render(value[name]) for name, _, _, render in fields) + "}"
        return schema, make_all, render_all

    def chain(self):
        """A type that holds itself."""
        name = self.name("N")
        schema = {"type": "record", "name": name, "namespace": "some.where", "fields": [
            {"name": "value", "type": "int"}, {"name": "next", "type": ["null", name]}]}
        def make():
            value = None
            for number in range(self.chance.choice([1, 2, 5])):
                value = {"value": number, "next": value}
            return value
        return schema, make, lambda value: json.dumps(value, separators=(",", ":"))

    def any(self, depth):
        choices = [self.primitive, self.primitive, self.logical, self.logical, self.enumeration, self.fixed]
        if depth > 0:
            choices += [lambda: self.optional(depth - 1), lambda: self.array(depth - 1), lambda: self.map(depth - 1),
                        lambda: self.record(depth - 1), self.chain]
        return self.chance.choice(choices)()


def avro_lines():
    for seed in range(80):
        chance = random.Random(seed)
        inner, make, render = Types(chance).record(3)
        schema = {"type": "record", "name": "Top", "fields": [{"name": "v", "type": inner}]}
        parsed = fastavro.parse_schema(json.loads(json.dumps(schema)))
        for _ in range(2):
            value = make()
            output = io.BytesIO()
            fastavro.schemaless_writer(output, parsed, {"v": value})
            yield "\t".join([json.dumps(schema, separators=(",", ":")), output.getvalue().hex(), render(value)])


DIALECTS = {
    "rfc4180": dict(),
    "all-quoted": dict(quoting=csv.QUOTE_ALL),
    "tabs": dict(delimiter="\t"),
    "single-quotes": dict(quotechar="'", delimiter="|"),
    "escapes": dict(quoting=csv.QUOTE_NONE, escapechar="\\", quotechar=None),
    "escaped-quotes": dict(doublequote=False, escapechar="\\"),
}


def csv_lines():
    chance = random.Random(4180)
    for name, options in DIALECTS.items():
        # Python writes a line break behind an escape as it is, where ours stands for an n.
        alphabet = "ab ,;|'\"\\\té#n" + ("" if name.startswith("escape") else "\n\r")
        for _ in range(60):
            fields = ["".join(chance.choice(alphabet) for _ in range(chance.randint(1, 6))) for _ in range(5)]
            if name.startswith("escape"):
                fields = [field.replace("\\n", "").replace("\\r", "").replace("\\t", "") or "x" for field in fields]
            output = io.StringIO()
            csv.writer(output, lineterminator="\r\n", **options).writerow(fields)
            text = output.getvalue().removesuffix("\r\n") + chance.choice(["", "\n", "\r\n"])
            yield "\t".join([name, text.encode().hex(), json.dumps(fields)])


def main():
    here = pathlib.Path(__file__).parent
    for name, lines in [("avro.txt", avro_lines()), ("csv.txt", csv_lines())]:
        (here / name).write_text("".join(line + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
