"""Data sets in directories, as bench/segments/builder writes and reads them (see DatasetFiles.swift there)."""

import json
import pathlib

import numpy as np
import pyarrow as pa

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FORMS = {"int32": np.int32, "int64": np.int64, "double": np.float64, "codes": np.uint32}


class Column:
    """One column: numbers, or codes in a list of strings, and which rows are NULL."""

    def __init__(self, directory, line):
        self.name, self.type, self.role, self.form, has_nulls = line.split("\t")
        path = directory / self.name
        self.values = np.memmap(f"{path}.values", dtype=FORMS[self.form], mode="r")
        self.nulls = np.fromfile(f"{path}.nulls", dtype=np.uint8).astype(bool) if has_nulls == "1" else None
        if self.form == "codes":
            self.ends = np.fromfile(f"{path}.ends", dtype=np.int64)
            self.bytes = np.fromfile(f"{path}.bytes", dtype=np.uint8)

    @property
    def distinct(self):
        """How many different strings there are; None for numbers."""
        return len(self.ends) if self.form == "codes" else None

    def arrow(self):
        """The column in memory; strings with an Arrow dictionary, which is how Martlet's builder gets them too."""
        values = np.ascontiguousarray(self.values)
        array = pa.array(values, mask=self.nulls)
        if self.form == "codes":
            offsets = np.concatenate([[0], self.ends]).astype(np.int32)
            strings = pa.StringArray.from_buffers(
                len(self.ends), pa.py_buffer(offsets.tobytes()), pa.py_buffer(self.bytes.tobytes())
            )
            return pa.DictionaryArray.from_arrays(array, strings)
        return array.cast(pa.timestamp("ms")) if self.type == "TIMESTAMP" else array


def columns(directory):
    """The columns of the data set."""
    lines = (directory / "columns.tsv").read_text().splitlines()
    return [Column(directory, line) for line in lines[1:]]


def table(directory, most_distinct=None):
    """The data set as an Arrow table; strings of which more than `most_distinct` are different without dictionary."""
    arrays = {}
    for column in columns(directory):
        arrays[column.name] = column.arrow()
        if most_distinct is not None and (column.distinct or 0) > most_distinct:
            arrays[column.name] = arrays[column.name].cast(pa.string())
    return pa.table(arrays)


def write_flights(records, directory):
    """Makes a data set of the flights from newline JSON."""
    schema = json.loads((ROOT / "scripts/flights/schema.json").read_text())
    fields = [
        (spec["name"], spec["dataType"], role)
        for role in ("dimension", "metric", "dateTime")
        for spec in schema[f"{role}FieldSpecs"]
    ]
    rows = {name: [] for name, _, _ in fields}
    with open(records, encoding="utf-8") as file:
        for record in map(json.loads, file):
            for name, values in rows.items():
                values.append(record[name])
    directory.mkdir(parents=True, exist_ok=True)
    lines = [f"flights\t{len(rows['year'])}\tflight"]
    for name, type, role in fields:
        form, has_nulls = _write(rows[name], type, directory / name)
        lines.append(f"{name}\t{type}\t{role}\t{form}\t{int(has_nulls)}")
    (directory / "columns.tsv").write_text("\n".join(lines) + "\n")


def _write(values, type, path):
    nulls = np.array([value is None for value in values])
    if nulls.any():
        nulls.astype(np.uint8).tofile(f"{path}.nulls")
    if type == "STRING":
        codes = {}
        numbers = [0 if value is None else codes.setdefault(value, len(codes)) for value in values]
        strings = [value.encode() for value in codes]
        np.cumsum([len(string) for string in strings]).astype(np.uint64).tofile(f"{path}.ends")
        pathlib.Path(f"{path}.bytes").write_bytes(b"".join(strings))
        form = "codes"
    else:
        numbers = [0 if value is None else value for value in values]
        form = "int32" if type == "INT" else "int64"
    np.array(numbers, dtype=FORMS[form]).tofile(f"{path}.values")
    return form, nulls.any()
