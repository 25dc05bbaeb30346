"""Runs statements for the query lab in DuckDB.

Reads `<length>\n<statement>` from standard input, again and again, and answers each with `R <length>\n<rows>` or
`E <length>\n<message>`. Rows are separated by 0x1E, cells by 0x1F. A cell is `n` for NULL, or a letter and a text:
`i` an integer, `d` a double, `b` a boolean (0 or 1), `s` a text, `x` bytes in hex, `m` a decimal, `l` a list, whose
elements are separated by 0x1D.
"""

import sys
from decimal import Decimal

import duckdb


def cell(value):
    if value is None:
        return "n"
    kind = type(value)
    if kind is str:
        return "s" + value
    if kind is int:
        return "i%d" % value
    if kind is float:
        return "d" + repr(value)
    if kind is bool:
        return "b1" if value else "b0"
    if kind is Decimal:
        return "m" + format(value, "f")
    if kind is bytes:
        return "x" + value.hex()
    if kind in (list, tuple):
        return "l" + "\x1d".join(map(cell, value))
    raise ValueError(f"a value of type {kind}")


def main():
    connection = duckdb.connect(":memory:", config={"threads": 1})
    # Statements are run as they are written, which is faster for tables as small as these, and errors come where the
    # statement says.
    connection.execute("PRAGMA disable_optimizer")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET order_by_non_integer_literal = true")
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while header := source.readline():
        statement = source.read(int(header)).decode()
        try:
            rows = connection.execute(statement).fetchall()
            mark, answer = b"R", "\x1e".join("\x1f".join(map(cell, row)) for row in rows)
        except duckdb.Error as error:
            mark, answer = b"E", f"{type(error).__name__}: {error}"
        answer = answer.encode()
        sink.write(b"%s %d\n" % (mark, len(answer)) + answer)
        sink.flush()


main()
