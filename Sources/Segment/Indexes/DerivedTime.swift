import Bytes
import Schema

/// A TIMESTAMP column rounded down to a unit of the calendar, as a hidden column of a segment: `$clicked$DAY`.
///
/// A NULL stays NULL. Groups and conditions on days then have few distinct values, mostly in order, to work on.
public struct DerivedTime: Hashable, Sendable {
    /// The column that is rounded.
    public let source: String
    public let unit: CalendarUnit

    public init(source: String, unit: CalendarUnit) { (self.source, self.unit) = (source, unit) }

    /// What a name stands for, whatever the case of its unit; nil if it has not the form of one.
    public init?(name: String) {
        guard name.hasPrefix("$"), let last = name.lastIndex(of: "$"), last > name.startIndex,
            let unit = CalendarUnit(rawValue: name[name.index(after: last)...].lowercased())
        else { return nil }
        let source = name[name.index(after: name.startIndex)..<last]
        if source.isEmpty { return nil }
        self.init(source: String(source), unit: unit)
    }

    /// Of the column, as Pinot names it.
    public var name: String { "$\(source)$\(unit.rawValue.uppercased())" }

    /// The columns that settings ask for, in the order of the schema.
    static func all(of schema: Schema, _ indexing: IndexingConfig) -> [DerivedTime] {
        schema.fields.filter { $0.type == .timestamp && !$0.isMultiValue }.flatMap { field in
            let units = Set(indexing[field.name].granularities)
            return CalendarUnit.allCases.filter { units.contains($0) }.map {
                DerivedTime(source: field.name, unit: $0)
            }
        }
    }

    /// The column, made of that which is rounded; nil if an instant is too early for its unit to start.
    func encode(_ data: ColumnData) -> EncodedColumn? {
        guard case .integers(var values) = data.values else { preconditionFailure("instants are integers") }
        for row in values.indices where !data.isNull(row) {
            guard let start = unit.truncate(values[row]) else { return nil }
            values[row] = start
        }
        let derived = ColumnData(values: .integers(values), nulls: data.nulls, valueStarts: [])
        let column = SegmentColumn(
            name: ByteString(name), type: .timestamp, role: .hidden, nullCount: data.nullCount,
            valueCount: data.valueCount)
        if column.nullCount == column.valueCount { return EncodedColumn(column) }
        var encoder = NumberEncoder(
            column, type: .timestamp, keys: values.map { OrderedKey.key($0) }, derived, IndexingConfig.Column())
        return encoder.encode()
    }
}
