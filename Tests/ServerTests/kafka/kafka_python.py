"""kafka-python against Martlet."""
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from support import CODECS, check, main, record, until

CLIENT = "kafka-python"


def produce(server, topic="rows", count=20, codec="none", **settings):
    producer = KafkaProducer(
        bootstrap_servers=server, compression_type=None if codec == "none" else codec, linger_ms=5, **settings)
    futures = [producer.send(topic, record(i, CLIENT, codec), key=str(i).encode()) for i in range(count)]
    offsets = [future.get(40) for future in futures]
    producer.close()
    check(len({(o.partition, o.offset) for o in offsets}) == count, "each record has a place of its own")


def producing(server):
    for codec in CODECS:
        produce(server, codec=codec)
    produce(server, count=50, enable_idempotence=True, acks="all", batch_size=500)


def read(consumer, count):
    seen = []

    def poll():
        for messages in consumer.poll(timeout_ms=500).values():
            seen.extend((m.partition, m.offset, m.value) for m in messages)
        return len(seen) >= count

    until(poll, f"{count} records")
    check(len(set(seen)) == count, "each record comes once")


def assignment(server):
    produce(server, "assigned", 30)
    consumer = KafkaConsumer(bootstrap_servers=server, enable_auto_commit=False, auto_offset_reset="earliest")
    partitions = [TopicPartition("assigned", p) for p in (0, 1)]
    consumer.assign(partitions)
    check(sum(consumer.end_offsets(partitions).values()) == 30, "the ends are known")
    check(consumer.offsets_for_times({partitions[0]: 0})[partitions[0]].offset == 0, "the first offset by time")
    read(consumer, 30)
    consumer.close()


def group(server):
    produce(server, "grouped", 30)
    settings = dict(bootstrap_servers=server, group_id="one", auto_offset_reset="earliest", enable_auto_commit=False)
    first = KafkaConsumer("grouped", **settings)
    read(first, 30)
    first.commit()
    first.close()
    produce(server, "grouped", 7)
    second = KafkaConsumer("grouped", **settings)
    read(second, 7)
    second.close()


def admin(server):
    client = KafkaAdminClient(bootstrap_servers=server)
    client.create_topics([NewTopic(name="made", num_partitions=3, replication_factor=1)])
    check("made" in client.list_topics(), "the topic is there")
    client.create_partitions({"made": 4})
    consumer = KafkaConsumer(bootstrap_servers=server)
    check(consumer.partitions_for_topic("made") == {0, 1, 2, 3}, "four partitions")
    consumer.close()
    producer = KafkaProducer(bootstrap_servers=server)
    for _ in range(5):
        producer.send("made", b"{}", partition=3).get(40)
    producer.close()
    client.delete_records({TopicPartition("made", 3): 4})
    client.delete_topics(["made"])
    check("made" not in client.list_topics(), "the topic is gone")
    check(client.describe_cluster()["brokers"], "there is a broker")
    client.close()


main({"produce": producing, "assignment": assignment, "group": group, "admin": admin})
