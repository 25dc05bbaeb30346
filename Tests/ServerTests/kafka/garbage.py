"""An idempotent producer that sends again what was not answered; some of its records cannot become rows."""
import json
import sys
import time

from confluent_kafka import Producer

from support import check

# Every hundredth record is one of these; what the table makes of each.
GARBAGE = {
    "MALFORMED_RECORD": lambda i: b'{"id":%d,"client":' % i,
    "WRONG_TYPE": lambda i: json.dumps({"id": f"number {i}", "client": "c"}).encode(),
    "VALUE_TOO_LARGE": lambda i: json.dumps({"id": i, "client": "x" * (1 << 20) + "y"}).encode(),
    "INVALID_UTF8": lambda i: b'{"id":%d,"client":"\xff\xfe"}' % i,
    "MISSING_VALUE": lambda i: json.dumps({"id": i, "codec": "none"}).encode(),
}


def value(i, one_in):
    if one_in and i % one_in == one_in - 1:
        return list(GARBAGE.values())[i // one_in % len(GARBAGE)](i)
    return json.dumps({"id": i, "client": "c", "codec": "none", "filler": "x" * 50}).encode()


def main():
    """garbage.py server first count one_in rate"""
    server = sys.argv[1]
    first, count, one_in, rate = map(int, sys.argv[2:6])
    places = set()

    def note(error, message):
        check(error is None, f"delivery: {error}")
        places.add((message.partition(), message.offset()))

    producer = Producer({
        "bootstrap.servers": server, "enable.idempotence": True, "linger.ms": 5, "batch.num.messages": 200,
        "message.timeout.ms": 240000, "message.max.bytes": 4 << 20, "compression.type": "lz4",
        "reconnect.backoff.ms": 20, "reconnect.backoff.max.ms": 100, "retry.backoff.ms": 20,
    })
    start = time.monotonic()
    for i in range(first, first + count):
        while True:
            try:
                producer.produce("rows", value(i, one_in), key=str(i), headers=[("n", str(i))], on_delivery=note)
                break
            except BufferError:
                producer.poll(0.05)
        producer.poll(0)
        if rate and i % 50 == 0:
            time.sleep(max(0, (i - first) / rate - (time.monotonic() - start)))
    check(producer.flush(240) == 0, "everything is acknowledged")
    check(len(places) == count, f"{len(places)} places of {count} records")
    print("ok", flush=True)


main()
