import Catalog

/// What a query waits to see of its table: of each partition everything before an offset.
struct AwaitedOffsets: Sendable {
    /// By the table's number for the partition.
    let offsets: [Int32: Int64]

    func isReached(_ contents: TableContents) -> Bool {
        offsets.allSatisfy { contents.partitions[$0.key]?.nextOffset ?? 0 >= $0.value }
    }

    /// What is missing, for a message.
    func missing(_ contents: TableContents) -> String {
        offsets.sorted { $0.key < $1.key }.compactMap { number, offset in
            guard let partition = contents.partitions[number], partition.nextOffset < offset else { return nil }
            return "\(partition.topic)/\(partition.topicPartition) is at \(partition.nextOffset), not \(offset)"
        }.joined(separator: "; ")
    }

    /// Offsets as clients name them, in a table that reads these partitions. Code: `INVALID_OPTION`.
    init(_ named: [CoveredOffset], in contents: TableContents) throws(EngineError) {
        var offsets: [Int32: Int64] = [:]
        for covered in named {
            let number = contents.partitions.first { _, partition in
                partition.topic == covered.topic && Int(partition.topicPartition) == covered.partition
            }?.key
            guard let number else {
                throw EngineError(
                    .invalid, code: "INVALID_OPTION",
                    "minOffsets names \(covered.topic)/\(covered.partition), which the table does not read")
            }
            offsets[number] = max(covered.offset, offsets[number] ?? 0)
        }
        self.offsets = offsets
    }

    /// Everything that can be read now.
    init(endsOf table: TableRuntime) {
        var offsets: [Int32: Int64] = [:]
        for source in table.sources {
            // What is redriven has its own commit; other partitions end where their topics do.
            for partition in source.partitions where partition.committed == nil {
                offsets[partition.partition] = partition.endOffset
            }
        }
        self.offsets = offsets
    }
}
