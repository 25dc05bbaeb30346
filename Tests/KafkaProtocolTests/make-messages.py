"""Writes messages.txt: every message that Martlet understands, in every version, as kafka-python encodes it.

Each line is: request or response, number of the request, version, the bytes without length and header, in hex.
Run with the Python of the client tests; the file is kept in the repository so that the tests need no Python.
"""
import importlib
import pathlib
import pkgutil
import random

import kafka.protocol
from kafka.protocol.api_message import ApiMessage
from kafka.protocol.schemas import BaseField

VERSIONS = {
    0: (3, 9), 1: (4, 12), 2: (1, 6), 3: (0, 9), 8: (2, 8), 9: (1, 7), 10: (0, 3), 11: (0, 7), 12: (0, 4), 13: (0, 5),
    14: (0, 5), 15: (0, 5), 16: (0, 4), 18: (0, 4), 19: (2, 6), 20: (1, 5), 22: (0, 4), 32: (1, 4), 42: (0, 2),
    60: (0, 1), 21: (0, 2), 33: (0, 2), 37: (0, 3), 44: (0, 1), 47: (0, 0),
}
ERRORS = [0, 3, 25, 35]


def classes():
    for module in pkgutil.walk_packages(kafka.protocol.__path__, "kafka.protocol."):
        if ".old" in module.name or "stubs" in module.name:
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, ApiMessage) and value is not ApiMessage:
                if value.__name__.endswith(("Request", "Response")):
                    yield value


def sample(cls, field, version, chance):
    kind = field["type"]
    if kind.startswith("[]"):
        inner = dict(field, type=kind[2:])
        inner.pop("nullableVersions", None)
        return [sample(cls, inner, version, chance) for _ in range(chance.randint(0, 2))]
    if "fields" in field:
        return make(getattr(cls, kind), field["fields"], version, chance)
    if field["name"] == "ErrorCode":
        return chance.choice(ERRORS)
    if kind == "string":
        return chance.choice(["", "a", "grüße", "x" * 130])
    if kind in ("bytes", "records"):
        return chance.randbytes(chance.choice([0, 5, 200]))
    if kind == "bool":
        return chance.random() < 0.5
    if kind == "bitfield":
        return None
    bits = int(kind[3:])
    return chance.randrange(-(1 << bits - 1), 1 << bits - 1)


def make(cls, fields, version, chance):
    values = {}
    for field in fields:
        if present(field, version):
            value = sample(cls, field, version, chance)
            if value is not None:
                values[name(field)] = value
    return cls(version=version, **values)


def span(text):
    low, _, high = text.partition("-")
    return (int(low[:-1]), 1 << 15) if low.endswith("+") else (int(low), int(high or low))


def present(field, version):
    low, high = span(field["versions"])
    return low <= version <= high and "tag" not in field


def name(field):
    return BaseField.underscore_name(field["name"])


def main():
    lines = set()
    for cls in {c.__name__: c for c in classes()}.values():
        if cls.API_KEY not in VERSIONS or cls.__name__ in ("RequestHeader", "ResponseHeader"):
            continue
        low, high = VERSIONS[cls.API_KEY]
        for version in range(low, high + 1):
            for seed in range(2):
                chance = random.Random(f"{cls.__name__} {version} {seed}")
                message = make(cls, cls.json["fields"], version, chance)
                body = message.encode(version=version, header=False)
                lines.add(f"{cls.json['type']} {cls.API_KEY} {version} {bytes(body).hex()}")
    order = sorted(lines, key=lambda line: (int(line.split()[1]), line.split()[0], int(line.split()[2]), line))
    pathlib.Path(__file__).with_name("messages.txt").write_text("\n".join(order) + "\n")


main()
