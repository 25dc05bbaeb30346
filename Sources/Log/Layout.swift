/// A field of a fixed layout: what the code reads and writes, and what the format page's tables are compared with.
package struct LayoutField: Equatable, Sendable {
    package let name: String
    /// Bytes from the start of the structure.
    package let offset: Int
    /// Bytes.
    package let size: Int

    package init(_ name: String, _ offset: Int, _ size: Int) {
        self.name = name
        self.offset = offset
        self.size = size
    }
}

/// The header of a log file. Little-endian.
package enum FileHeaderLayout {
    package static let magic = LayoutField("magic", 0, 8)
    package static let version = LayoutField("version", 8, 4)
    package static let headerBytes = LayoutField("header bytes", 12, 4)
    package static let topicID = LayoutField("topic id", 16, 8)
    package static let partition = LayoutField("partition", 24, 4)
    package static let flags = LayoutField("flags", 28, 4)
    package static let baseOffset = LayoutField("base offset", 32, 8)
    package static let salt = LayoutField("salt", 40, 8)
    package static let previousEnd = LayoutField("previous end", 48, 8)
    package static let reserved = LayoutField("reserved", 56, 4)
    package static let checksum = LayoutField("checksum", 60, 4)

    package static let size = 64
    package static let magicBytes = Array("MARTLOG\n".utf8)
    package static let currentVersion: UInt32 = 2
    /// Set in `flags` of a file that compaction has written.
    package static let compactedFlag: UInt32 = 1

    package static let fields = [
        magic, version, headerBytes, topicID, partition, flags, baseOffset, salt, previousEnd, reserved, checksum,
    ]
}

/// What precedes every batch and is every mark. Little-endian.
package enum FrameLayout {
    package static let magic = LayoutField("magic", 0, 4)
    package static let kind = LayoutField("kind", 4, 1)
    package static let reserved = LayoutField("reserved", 5, 3)
    package static let position = LayoutField("position", 8, 4)
    package static let syncedPosition = LayoutField("synced position", 12, 4)
    package static let baseOffset = LayoutField("base offset", 16, 8)
    package static let syncedEnd = LayoutField("synced end", 24, 8)
    package static let payloadBytes = LayoutField("payload bytes", 32, 4)
    package static let checksum = LayoutField("checksum", 36, 4)

    package static let size = 40
    /// "MFRM".
    package static let magicNumber: UInt32 = 0x4D52_464D
    /// Frames start at multiples of this many bytes.
    package static let alignment = 8
    /// Bytes of a mark's payload: the greatest timestamp in the file.
    package static let markPayloadBytes = 8

    package static let fields = [
        magic, kind, reserved, position, syncedPosition, baseOffset, syncedEnd, payloadBytes, checksum,
    ]
}

/// The payload of a frame that stands for the batch of an idempotent producer. Little-endian.
package enum ProducerLayout {
    package static let producerID = LayoutField("producer id", 0, 8)
    package static let endOffset = LayoutField("end offset", 8, 8)
    package static let firstSequence = LayoutField("first sequence", 16, 4)
    package static let lastSequence = LayoutField("last sequence", 20, 4)
    package static let epoch = LayoutField("epoch", 24, 2)
    package static let reserved = LayoutField("reserved", 26, 6)

    package static let size = 32

    package static let fields = [producerID, endOffset, firstSequence, lastSequence, epoch, reserved]
}

/// The header of a Kafka record batch of version 2, big-endian, as published in the Kafka documentation,
/// "Message Format, Record Batch".
package enum BatchLayout {
    package static let baseOffset = LayoutField("baseOffset", 0, 8)
    package static let batchLength = LayoutField("batchLength", 8, 4)
    package static let partitionLeaderEpoch = LayoutField("partitionLeaderEpoch", 12, 4)
    package static let magic = LayoutField("magic", 16, 1)
    package static let checksum = LayoutField("crc", 17, 4)
    package static let attributes = LayoutField("attributes", 21, 2)
    package static let lastOffsetDelta = LayoutField("lastOffsetDelta", 23, 4)
    package static let baseTimestamp = LayoutField("baseTimestamp", 27, 8)
    package static let maximumTimestamp = LayoutField("maxTimestamp", 35, 8)
    package static let producerID = LayoutField("producerId", 43, 8)
    package static let producerEpoch = LayoutField("producerEpoch", 51, 2)
    package static let baseSequence = LayoutField("baseSequence", 53, 4)
    package static let recordCount = LayoutField("recordCount", 57, 4)

    package static let size = 61
    /// `batchLength` counts the bytes after itself.
    package static let bytesBeforeLength = 12
    package static let currentMagic: UInt8 = 2

    package static let fields = [
        baseOffset, batchLength, partitionLeaderEpoch, magic, checksum, attributes, lastOffsetDelta, baseTimestamp,
        maximumTimestamp, producerID, producerEpoch, baseSequence, recordCount,
    ]
}
