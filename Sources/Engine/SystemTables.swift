import Bytes
import Catalog
import Ingest
import Query
import Schema
import Segment

/// Tables that the database keeps beside each REALTIME table, under its name with a suffix.
enum SystemTable: String, CaseIterable {
    /// Records that could not become rows; see `DeadLetters`.
    case deadLetters = "$deadletters"
    /// Where the records of each partition went; see `LedgerRow`.
    case ledger = "$ledger"

    /// The table that a name belongs to, and which of its tables it stands for; nil if it is no such name.
    static func parse(_ name: String) -> (table: String, kind: SystemTable)? {
        for kind in allCases where name.hasSuffix(kind.rawValue) {
            return (String(name.dropLast(kind.rawValue.utf8.count)), kind)
        }
        return nil
    }

    var schema: Schema {
        switch self {
        case .deadLetters: DeadLetters.schema
        case .ledger: LedgerRow.schema
        }
    }

    /// What a query of it sees.
    func snapshot(of table: TableRuntime, _ version: TableVersion) -> TableSnapshot {
        let segments: [any SegmentSource] =
            switch self {
            case .deadLetters: version.contents.deadLetterSources
            case .ledger: [LedgerRow.segment(of: version.contents)]
            }
        return TableSnapshot(name: table.name + rawValue, schema: schema, segments: segments)
    }
}

/// A partition's ledger as a row: of what is sealed and what is not, as of one table version.
///
/// `produced = live + filtered + deadLettered + redriven + expired` where `balanced` is true.
enum LedgerRow {
    static let schema = Schema(
        name: "ledger",
        fields: [FieldSpec(name: "topic", type: .string), FieldSpec(name: "partition", type: .int)]
            + [
                "startOffset", "endOffset", "sealedOffset", "produced", "live", "filtered", "deadLettered", "redriven",
                "expired",
            ].map { FieldSpec(name: $0, type: .long, role: .metric) }
            + [FieldSpec(name: "balanced", type: .boolean)])

    static func segment(of contents: TableContents) -> ConsumingSnapshot {
        var segment = ConsumingSegment(
            name: "ledger", schema: schema, schemaVersion: 1, partition: 0, startOffset: 0)
        for (_, version) in contents.partitions.sorted(by: { $0.key < $1.key }) {
            let sealed = version.ledger
            let ledger = version.currentLedger
            var values: [Value] = [
                .string(ByteString(version.topic)), .integer(Int64(version.topicPartition)),
            ]
            values += [
                ledger.startOffset, ledger.endOffset, sealed.endOffset, ledger.produced, ledger.live, ledger.filtered,
                ledger.deadLettered, ledger.redriven, ledger.expired,
            ].map { .integer($0) }
            values.append(.integer(ledger.isBalanced ? 1 : 0))
            segment.append(DecodedRow(values), offset: segment.offsets.upperBound)
        }
        return segment.snapshot
    }
}

extension PartitionVersion {
    /// Of what is sealed and what is not.
    var currentLedger: Ledger {
        var ledger = ledger
        for snapshot in pending {
            ledger.live += snapshot.rows.counts.live
            ledger.filtered += snapshot.rows.counts.filtered
            ledger.deadLettered += snapshot.deadLetterRecords
            ledger.expired += snapshot.rows.counts.skipped
        }
        ledger.endOffset = nextOffset
        return ledger
    }
}
