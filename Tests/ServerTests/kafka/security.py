"""confluent-kafka and kafka-python log in to Martlet, by every mechanism, with and without TLS.

The scenarios that need more than the address read it from the environment: MARTLET_PROTOCOL (SASL_PLAINTEXT, SASL_SSL) and
MARTLET_CA, the certificate that signed the server's.
"""
import os
import socket
import struct

from confluent_kafka import Consumer, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from kafka import KafkaConsumer, KafkaProducer

from support import check, main, record, until

MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
PROTOCOL = os.environ.get("MARTLET_PROTOCOL", "SASL_PLAINTEXT")
CA = os.environ.get("MARTLET_CA")


def settings(server, mechanism, password="wonder, =land", user="al,ice=1"):
    result = {"bootstrap.servers": server, "security.protocol": PROTOCOL, "sasl.mechanism": mechanism,
              "sasl.username": user, "sasl.password": password}
    if CA:
        result["ssl.ca.location"] = CA
    return result


def confluent(server):
    for number, mechanism in enumerate(MECHANISMS):
        topic = f"confluent-{number}"
        delivered = []
        producer = Producer(settings(server, mechanism))
        for i in range(20):
            producer.produce(topic, record(i, "confluent", mechanism), on_delivery=lambda e, m: delivered.append(e))
        check(producer.flush(40) == 0 and delivered == [None] * 20, f"{mechanism}: everything is acknowledged")
        consumer = Consumer({**settings(server, mechanism), "group.id": topic, "auto.offset.reset": "earliest"})
        consumer.subscribe([topic])
        seen = []

        def poll():
            message = consumer.poll(0.5)
            if message is not None:
                check(message.error() is None, str(message.error()))
                seen.append(message.value())
            return len(seen) >= 20

        until(poll, f"{mechanism}: 20 records")
        consumer.close()


def python(server):
    for number, mechanism in enumerate(MECHANISMS):
        login = {"bootstrap_servers": server, "security_protocol": PROTOCOL, "sasl_mechanism": mechanism,
                 "sasl_plain_username": "bob", "sasl_plain_password": "builder"}
        if CA:
            login["ssl_cafile"] = CA
        producer = KafkaProducer(**login)
        for i in range(10):
            producer.send(f"python-{number}", record(i, "python", mechanism)).get(30)
        producer.close()
        consumer = KafkaConsumer(f"python-{number}", auto_offset_reset="earliest", consumer_timeout_ms=20000, **login)
        seen = [next(consumer) for _ in range(10)]
        check(len({(m.partition, m.offset) for m in seen}) == 10, f"{mechanism}: ten records")
        consumer.close()


def refusal(**login):
    errors = []
    client = AdminClient({**login, "error_cb": errors.append})
    try:
        client.list_topics(timeout=5)
    except KafkaException:
        client.poll(0)
        return [e.name() for e in errors]
    raise SystemExit("failed: whoever has no password is let in")


def wrong(server):
    for mechanism in MECHANISMS:
        for user, password in [("al,ice=1", "wonderland"), ("nobody", "builder")]:
            names = refusal(**settings(server, mechanism, password, user))
            check("_AUTHENTICATION" in names, f"{mechanism}: the refusal is a failed login: {names}")
    login = {"bootstrap_servers": server, "security_protocol": PROTOCOL, "sasl_mechanism": "SCRAM-SHA-256",
             "sasl_plain_username": "bob", "sasl_plain_password": "wrong"}
    if CA:
        login["ssl_cafile"] = CA
    try:
        KafkaProducer(**login, max_block_ms=5000).send("rows", b"{}").get(10)
    except Exception:  # What kafka-python says depends on how it found out.
        pass
    else:
        raise SystemExit("failed: kafka-python is let in with a wrong password")


def unauthenticated(server):
    """No request without a login: not by a client, not by bytes, not behind a login that failed."""
    refusal(**{"bootstrap.servers": server, "security.protocol": "PLAINTEXT"})
    host, port = server.split(":")
    metadata = struct.pack(">hhih", 3, 1, 7, -1) + struct.pack(">i", -1)
    handshake = struct.pack(">hhih", 17, 1, 8, -1) + struct.pack(">h", 5) + b"PLAIN"
    message = b"\0bob\0wrong"
    authenticate = struct.pack(">hhih", 36, 0, 9, -1) + struct.pack(">i", len(message)) + message
    long = struct.pack(">i", 1 << 20)
    for frames, answers in [([metadata], 0), ([handshake, metadata], 1), ([handshake, authenticate, metadata], 2)]:
        sent = b"".join(struct.pack(">i", len(f)) + f for f in frames)
        check(count(host, port, sent) == answers, f"{answers} answers to {len(frames)} requests")
    check(count(host, port, long) == 0, "a long request before the login is not read")


def count(host, port, sent):
    """Sends the bytes and counts the answers until the server closes."""
    with socket.create_connection((host, int(port)), 20) as peer:
        peer.settimeout(20)
        peer.sendall(sent)
        received = b""
        try:
            while part := peer.recv(65536):
                received += part
        except ConnectionResetError:
            pass
    answers = 0
    while received:
        length = struct.unpack(">i", received[:4])[0]
        received = received[4 + length:]
        answers += 1
    return answers


def encrypted(server):
    """TLS without a login."""
    producer = Producer({"bootstrap.servers": server, "security.protocol": "SSL", "ssl.ca.location": CA})
    delivered = []
    producer.produce("encrypted", b"{}", on_delivery=lambda e, m: delivered.append(e))
    check(producer.flush(40) == 0 and delivered == [None], "one record")
    refusal(**{"bootstrap.servers": server, "security.protocol": "PLAINTEXT"})
    # Without its certificate the server is not trusted.
    refusal(**{"bootstrap.servers": server, "security.protocol": "SSL"})


main({"confluent": confluent, "python": python, "wrong": wrong, "unauthenticated": unauthenticated,
      "encrypted": encrypted})
