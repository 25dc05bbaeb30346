"""The ten questions about the flights."""

import pathlib


def questions():
    """Title and text of every statement in queries.sql: the title is the comment that stands before it."""
    for statement in (pathlib.Path(__file__).parent / "queries.sql").read_text().split(";"):
        lines = statement.strip().splitlines()
        if lines:
            yield lines[0].removeprefix("--").strip(), "\n".join(lines[1:])
