"""Fills topics that tables consume, and stands between a table and its broker.

    sources.py create SERVER TOPIC PARTITIONS
    sources.py produce SERVER TOPIC FIRST COUNT
    sources.py proxy PORT TARGET_PORT
"""
import json
import socket
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
        for ends in ((near, far), (far, near)):
            threading.Thread(target=pump, args=ends, daemon=True).start()


if __name__ == "__main__":
    {"create": create, "produce": produce, "proxy": proxy}[sys.argv[1]](*sys.argv[2:])
    print("ok", flush=True)
