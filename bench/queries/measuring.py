"""Times of all engines for the same queries, taken in turn."""

import statistics
import time

from loading import say
from martlet_server import query_body
from peer_engines import same
from shapes import INSTANCES, dialect

# For so long a query is repeated to see what it costs the server; the kernel counts in hundredths of a second.
CPU_SECONDS = 1.0


class Measurement:
    """What one shape takes: per engine, the times in ms of all repetitions of all instances."""

    def __init__(self, shape):
        self.shape = shape
        self.times = {}
        self.cpu = {}
        self.rows = 0
        self.server_cpu_ms = 0

    def median(self, engine):
        return statistics.median(self.times[engine])

    @property
    def peers(self):
        return [engine for engine in self.times if engine != "martlet"]

    @property
    def best_peer(self):
        return min(map(self.median, self.peers))

    @property
    def ratio(self):
        return self.median("martlet") / self.best_peer


def measure(server, peers, shapes, constants, repeat):
    """A measurement of each shape. First all answers are compared, which warms every engine up as well."""
    measurements = [Measurement(shape) for shape in shapes]
    texts = {shape.name: shape.instances(constants[shape.table], INSTANCES) for shape in shapes}
    for measurement in measurements:
        _compare(server, peers, measurement, texts[measurement.shape.name])
    for repetition in range(repeat):
        say(f"Repetition {repetition + 1} of {repeat} ...")
        for measurement in measurements:
            for text in texts[measurement.shape.name]:
                _time(server, peers, measurement, text)
    for measurement in measurements:
        measurement.server_cpu_ms = _server_cpu(server, texts[measurement.shape.name])
    return measurements


def _compare(server, peers, measurement, texts):
    empty = 0
    for text in texts:
        answer = server.client.query(dialect(text, "martlet"))
        measurement.rows = max(measurement.rows, len(answer))
        empty += 1 if not answer else 0
        for engine, peer in peers.items():
            other = peer.rows(dialect(text, engine))
            if not same(answer, other):
                raise RuntimeError(f"{text}\nmartlet: {answer[:5]} ...\n{engine}: {other[:5]} ...")
    if empty * 2 > len(texts):
        raise RuntimeError(f"{empty} of {len(texts)} answers have no rows, such as that of\n{texts[-1]}")


def _time(server, peers, measurement, text):
    packet = server.client.packet("POST", "/query/sql", query_body(dialect(text, "martlet")))
    start = time.perf_counter()
    server.client.exchange(packet)
    measurement.times.setdefault("martlet", []).append((time.perf_counter() - start) * 1e3)
    for engine, peer in peers.items():
        seconds, cpu = peer.run(dialect(text, engine))
        measurement.times.setdefault(engine, []).append(seconds * 1e3)
        measurement.cpu.setdefault(engine, []).append(cpu * 1e3)


def _server_cpu(server, texts):
    """Milliseconds per query."""
    packets = [
        server.client.packet("POST", "/query/sql", query_body(dialect(text, "martlet"))) for text in texts
    ]
    before = server.cpu_seconds()
    end = time.perf_counter() + CPU_SECONDS
    count = 0
    while time.perf_counter() < end:
        for packet in packets:
            server.client.exchange(packet)
        count += len(packets)
    return (server.cpu_seconds() - before) / count * 1e3
