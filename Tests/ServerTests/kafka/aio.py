"""aiokafka against Martlet."""
import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from support import CODECS, check, main, record

CLIENT = "aiokafka"


async def produce(server, topic="rows", count=20, codec="none", **settings):
    producer = AIOKafkaProducer(
        bootstrap_servers=server, compression_type=None if codec == "none" else codec, **settings)
    await producer.start()
    try:
        futures = [await producer.send(topic, record(i, CLIENT, codec), key=str(i).encode()) for i in range(count)]
        offsets = [await future for future in futures]
    finally:
        await producer.stop()
    check(len({(o.partition, o.offset) for o in offsets}) == count, "each record has a place of its own")


async def producing(server):
    for codec in CODECS:
        await produce(server, codec=codec)
    await produce(server, count=50, enable_idempotence=True, max_batch_size=500)


async def read(consumer, count):
    seen = []
    while len(seen) < count:
        message = await asyncio.wait_for(consumer.getone(), 40)
        seen.append((message.partition, message.offset, message.value))
    check(len(set(seen)) == count, "each record comes once")


async def assignment(server):
    await produce(server, "assigned", 30)
    consumer = AIOKafkaConsumer(bootstrap_servers=server, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = [TopicPartition("assigned", p) for p in (0, 1)]
        consumer.assign(partitions)
        check(sum((await consumer.end_offsets(partitions)).values()) == 30, "the ends are known")
        await read(consumer, 30)
    finally:
        await consumer.stop()


async def group(server):
    await produce(server, "grouped", 30)
    for count in (30, 7):
        consumer = AIOKafkaConsumer(
            "grouped", bootstrap_servers=server, group_id="one", auto_offset_reset="earliest",
            enable_auto_commit=False)
        await consumer.start()
        try:
            await read(consumer, count)
            await consumer.commit()
        finally:
            await consumer.stop()
        if count == 30:
            await produce(server, "grouped", 7)


async def admin(server):
    client = AIOKafkaAdminClient(bootstrap_servers=server)
    await client.start()
    try:
        await client.create_topics([NewTopic("made", 3, 1)])
        check("made" in await client.list_topics(), "the topic is there")
        await client.delete_topics(["made"])
        check("made" not in await client.list_topics(), "the topic is gone")
    finally:
        await client.close()


def run(scenario):
    return lambda server: asyncio.run(scenario(server))


main({name: run(scenario) for name, scenario in
      {"produce": producing, "assignment": assignment, "group": group, "admin": admin}.items()})
