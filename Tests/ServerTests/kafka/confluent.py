"""confluent-kafka (librdkafka) against Martlet."""
import subprocess
import sys

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import (AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, NewPartitions, NewTopic,
                                   OffsetSpec)

from support import CODECS, check, main, record, until

CLIENT = "confluent"


def produce(server, topic="rows", count=20, **settings):
    delivered = []

    def note(error, message):
        check(error is None, f"delivery: {error}")
        delivered.append((message.partition(), message.offset()))

    producer = Producer({"bootstrap.servers": server, "linger.ms": 5, **settings})
    codec = settings.get("compression.type", "none")
    for i in range(count):
        producer.produce(topic, record(i, CLIENT, codec), key=str(i), on_delivery=note)
    check(producer.flush(40) == 0, "everything is acknowledged")
    check(len(delivered) == count, "every record is delivered once")
    return delivered


def producing(server):
    for codec in CODECS:
        produce(server, **{"compression.type": codec})
    offsets = produce(server, count=50, **{"enable.idempotence": True, "batch.num.messages": 7})
    check(len(set(offsets)) == 50, "each record has a place of its own")
    produce(server, count=5, acks=1)
    fire = Producer({"bootstrap.servers": server, "acks": 0})
    fire.produce("rows", record(0, CLIENT, "acks0"))
    check(fire.flush(40) == 0, "nothing waits")


def transactions(server):
    producer = Producer({"bootstrap.servers": server, "transactional.id": "t"})
    try:
        producer.init_transactions(30)
    except KafkaException as error:
        check(not error.args[0].retriable(), "the refusal is final")
    else:
        raise SystemExit("failed: transactions are refused")


def read(consumer, count, seen=None):
    seen = [] if seen is None else seen

    def poll():
        message = consumer.poll(0.5)
        if message is not None:
            check(message.error() is None, f"{message.error() if message else ''}")
            seen.append((message.partition(), message.offset(), message.value()))
        return len(seen) >= count

    until(poll, f"{count} records")
    return seen


def assignment(server):
    produce(server, "assigned", 30)
    consumer = Consumer({"bootstrap.servers": server, "group.id": "unused", "enable.auto.commit": False})
    low, high = consumer.get_watermark_offsets(TopicPartition("assigned", 0), timeout=20)
    other = consumer.get_watermark_offsets(TopicPartition("assigned", 1), timeout=20)
    check(low == 0 and high + other[1] == 30, "the ends are known")
    consumer.assign([TopicPartition("assigned", p, 0) for p in (0, 1)])
    check(len(set(read(consumer, 30))) == 30, "each record comes once")
    found = consumer.offsets_for_times([TopicPartition("assigned", 0, 0)], timeout=20)
    check(found[0].offset == 0, "the first offset by time")
    consumer.close()


def group(server):
    produce(server, "grouped", 30)
    settings = {"bootstrap.servers": server, "group.id": "one", "auto.offset.reset": "earliest",
                "enable.auto.commit": False}
    first = Consumer(settings)
    first.subscribe(["grouped"])
    read(first, 30)
    first.commit(asynchronous=False)
    first.close()
    produce(server, "grouped", 7)
    second = Consumer(settings)
    second.subscribe(["grouped"])
    check(len(read(second, 7)) == 7, "the second member goes on where the first one was")
    second.close()


def committed(server):
    """After a restart of the server the group of `group` is where it was."""
    consumer = Consumer({"bootstrap.servers": server, "group.id": "one"})
    partitions = consumer.committed([TopicPartition("grouped", p) for p in (0, 1)], timeout=30)
    check(sum(p.offset for p in partitions) == 30, f"30 records are committed: {partitions}")
    consumer.close()


def member(server):
    """A member of the group of three, until it is killed: says what it is assigned."""
    consumer = Consumer({"bootstrap.servers": server, "group.id": "three", "auto.offset.reset": "earliest",
                         "session.timeout.ms": 3000, "heartbeat.interval.ms": 300})

    def assigned(_, partitions):
        print("assigned", *sorted(p.partition for p in partitions), flush=True)

    consumer.subscribe(["shared"], on_assign=assigned)
    while True:
        consumer.poll(0.2)


def three(server):
    """Three members share six partitions; one is killed, and two share them."""
    admin = AdminClient({"bootstrap.servers": server})
    admin.create_topics([NewTopic("shared", 6, 1)])["shared"].result(30)
    members = [subprocess.Popen([sys.executable, __file__, server, "member"], stdout=subprocess.PIPE)
               for _ in range(3)]

    def shares():
        description = admin.describe_consumer_groups(["three"])["three"].result(30)
        return sorted(sorted(p.partition for p in m.assignment.topic_partitions) for m in description.members)

    try:
        until(lambda: sorted(map(len, shares())) == [2, 2, 2], "three shares")
        check(sorted(sum(shares(), [])) == list(range(6)), "every partition belongs to one member")
        members[0].kill()
        until(lambda: sorted(map(len, shares())) == [3, 3], "two shares")
    finally:
        for process in members:
            process.kill()
            process.wait()


def refused(future, code):
    try:
        future.result(30)
    except KafkaException as error:
        check(error.args[0].name() == code, str(error))
    else:
        raise SystemExit(f"failed: {code} is expected")


def altering(server, client, resource):
    """More partitions, other settings, and fewer records of the topic `made`."""
    client.create_partitions([NewPartitions("made", 5)])["made"].result(30)
    check(len(client.list_topics(timeout=20).topics["made"].partitions) == 5, "five partitions")
    refused(client.create_partitions([NewPartitions("made", 2)])["made"], "INVALID_PARTITIONS")
    producer = Producer({"bootstrap.servers": server})
    for i in range(10):
        producer.produce("made", b"{}", partition=4)
    check(producer.flush(40) == 0, "the new partition takes records")
    entry = ConfigEntry("segment.ms", "60000", incremental_operation=AlterConfigOpType.SET)
    changed = ConfigResource(ConfigResource.Type.TOPIC, "made", incremental_configs=[entry])
    client.incremental_alter_configs([changed])[changed].result(30)
    config = client.describe_configs([resource])[resource].result(30)
    check(config["segment.ms"].value == "60000" and config["retention.ms"].value == "3600000", "one setting is other")
    unknown = ConfigEntry("flush.ms", "1", incremental_operation=AlterConfigOpType.SET)
    wrong = ConfigResource(ConfigResource.Type.TOPIC, "made", incremental_configs=[unknown])
    refused(client.incremental_alter_configs([wrong])[wrong], "INVALID_CONFIG")
    older = ConfigResource(ConfigResource.Type.TOPIC, "made", set_config={"retention.bytes": "123456"})
    client.alter_configs([older])[older].result(30)
    config = client.describe_configs([resource])[resource].result(30)
    check(config["retention.bytes"].value == "123456" and config["segment.ms"].value == "-1", "others are reset")
    place = TopicPartition("made", 4, 7)
    check(client.delete_records([place])[place].result(30).low_watermark == 7, "seven records are deleted")
    first = client.list_offsets({TopicPartition("made", 4): OffsetSpec.earliest()})
    check(list(first.values())[0].result(30).offset == 7, "the partition begins at 7")


def compaction(server):
    """Of each key of a compacted topic the last record stays, for a consumer that reads from the beginning."""
    client = AdminClient({"bootstrap.servers": server})
    settings = {"cleanup.policy": "compact", "segment.bytes": "4096", "segment.ms": "100"}
    client.create_topics([NewTopic("latest", 1, 1, config=settings)])["latest"].result(30)
    producer = Producer({"bootstrap.servers": server, "linger.ms": 1, "batch.num.messages": 20,
                         "compression.type": "lz4", "enable.idempotence": True})
    for i in range(1000):
        producer.produce("latest", f"{i}-{'x' * 50}", key=f"k{i % 10}")
    check(producer.flush(40) == 0, "everything is acknowledged")
    errors = []
    producer.produce("latest", b"no key", on_delivery=lambda error, _: errors.append(error))
    producer.flush(40)
    check(errors and errors[0] is not None and errors[0].name() == "INVALID_RECORD", f"a key is required: {errors}")

    def contents():
        consumer = Consumer({"bootstrap.servers": server, "group.id": "unused", "enable.partition.eof": True})
        consumer.assign([TopicPartition("latest", 0, 0)])
        found = []
        while True:
            message = consumer.poll(20)
            check(message is not None, "an answer")
            if message.error():
                break
            found.append((message.offset(), message.key().decode(), int(message.value().split(b"-")[0])))
        consumer.close()
        check([i for i, _, _ in found] == sorted({i for i, _, _ in found}), "offsets ascend")
        check({key: last for _, key, last in found} == {f"k{i}": 990 + i for i in range(10)}, "the last ones are there")
        check(all(offset == number for offset, _, number in found), "offsets are what they were")
        return found

    until(lambda: len(contents()) < 60, "a compacted topic")


def admin(server):
    client = AdminClient({"bootstrap.servers": server})
    client.create_topics([NewTopic("made", 3, 1, config={"retention.ms": "3600000"})])["made"].result(30)
    metadata = client.list_topics(timeout=20)
    check(len(metadata.topics["made"].partitions) == 3, "three partitions")
    resource = ConfigResource(ConfigResource.Type.TOPIC, "made")
    config = client.describe_configs([resource])[resource].result(30)
    check(config["retention.ms"].value == "3600000", "the retention is told")
    try:
        client.create_topics([NewTopic("made", 1, 1)])["made"].result(30)
    except KafkaException as error:
        check(error.args[0].name() == "TOPIC_ALREADY_EXISTS", str(error))
    else:
        raise SystemExit("failed: a topic is made once")
    altering(server, client, resource)
    client.delete_topics(["made"])["made"].result(30)
    check("made" not in client.list_topics(timeout=20).topics, "the topic is gone")
    cluster = client.describe_cluster().result(30)
    check(len(cluster.nodes) == 1, "one broker")
    names = [g.group_id for g in client.list_consumer_groups().result(30).valid]
    check("one" in names, f"the group is listed: {names}")
    offsets = client.list_consumer_group_offsets([ConsumerGroupTopicPartitions("one")])["one"].result(30)
    check(sum(p.offset for p in offsets.topic_partitions) == 30, "its offsets are told")


main({"produce": producing, "transactions": transactions, "assignment": assignment, "group": group,
      "committed": committed, "member": member, "three": three, "admin": admin, "compaction": compaction})
