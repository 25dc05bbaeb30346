"""Fills topics that tables consume, and stands between a table and its broker.

    sources.py create SERVER TOPIC PARTITIONS
    sources.py produce SERVER TOPIC FIRST COUNT
    sources.py proxy PORT TARGET_PORT
"""
import json
import socket
import struct
import sys
import threading

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from support import check, until


def create(server, topic, partitions):
    admin = AdminClient({"bootstrap.servers": server})
    for future in admin.create_topics([NewTopic(topic, int(partitions), 1)]).values():
        future.result(40)
    until(lambda: topic in admin.list_topics(timeout=20).topics, "the topic is there")


def produce(server, topic, first, count):
    failures = []
    producer = Producer({"bootstrap.servers": server, "linger.ms": 5, "compression.type": "none"})
    for number in range(int(first), int(first) + int(count)):
        producer.produce(
            topic, json.dumps({"id": number}).encode(), key=str(number),
            on_delivery=lambda error, message: failures.append(error) if error else None)
        producer.poll(0)
    check(producer.flush(60) == 0 and not failures, f"everything is acknowledged: {failures[:1]}")


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def receive(source, count):
    data = b""
    while len(data) < count:
        part = source.recv(count - len(data))
        if not part:
            raise OSError("the peer is gone")
        data += part
    return data


def forward(near, far):
    """Requests of a client. librdkafka 2.0.2 misreads the optional fields in tansu's answer to ApiVersions 3: told
    that this version is not supported, clients ask for version 0, which has none."""
    try:
        while True:
            size = receive(near, 4)
            request = receive(near, struct.unpack(">i", size)[0])
            key, version, correlation = struct.unpack(">hhi", request[:8])
            if key != 18 or version < 3:
                far.sendall(size + request)
                if key != 18:
                    break
                continue
            near.sendall(struct.pack(">iihi", 10, correlation, 35, 0))
    except OSError:
        pass
    pump(near, far)


def proxy(port, target):
    listener = socket.create_server(("127.0.0.1", int(port)))
    print(f"listening on {listener.getsockname()[1]}", flush=True)
    while True:
        near, _ = listener.accept()
        try:
            far = socket.create_connection(("127.0.0.1", int(target)))
        except OSError:
            near.close()
            continue
        threading.Thread(target=forward, args=(near, far), daemon=True).start()
        threading.Thread(target=pump, args=(far, near), daemon=True).start()


if __name__ == "__main__":
    {"create": create, "produce": produce, "proxy": proxy}[sys.argv[1]](*sys.argv[2:])
    print("ok", flush=True)
