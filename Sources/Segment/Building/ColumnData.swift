import Bytes
import Schema

/// All values of one column, as the encoders take them.
struct ColumnData {
    enum Values {
        case integers([Int64])
        case doubles([Double])
        /// For each value its position in a list of strings in any order, in which duplicates and unused ones do no
        /// harm.
        case strings([UInt32], distinct: [ByteString])
    }

    var values: Values
    /// One flag per row, true where it is NULL; empty if none is.
    var nulls: [Bool]
    /// Of a column with several values per row: 0, and for each row where its values end. Else empty.
    var valueStarts: [UInt32]

    /// Of all rows.
    var valueCount: Int {
        switch values {
        case .integers(let values): values.count
        case .doubles(let values): values.count
        case .strings(let positions, _): positions.count
        }
    }

    var nullCount: Int { nulls.lazy.filter { $0 }.count }

    /// Whether a value stands for a NULL and may be replaced by any other: only where there is one value per row.
    func isNull(_ index: Int) -> Bool { !nulls.isEmpty && valueStarts.isEmpty && nulls[index] }

    /// Brings the rows into another order.
    mutating func reorder(_ order: RowOrder) {
        let sources = valueStarts.isEmpty ? order : order.ofValues(valueStarts)
        switch values {
        case .integers(let values): self.values = .integers(sources.apply(to: values))
        case .doubles(let values): self.values = .doubles(sources.apply(to: values))
        case .strings(let positions, let distinct):
            values = .strings(sources.apply(to: positions), distinct: distinct)
        }
        if !nulls.isEmpty { nulls = order.apply(to: nulls) }
        if !valueStarts.isEmpty { valueStarts = order.starts(valueStarts) }
    }
}

/// Puts the batches of a column together, and checks each value against the column's type.
struct ColumnCollector {
    private let field: FieldSpec
    private let rowCount: Int
    private var integers: [Int64] = []
    private var doubles: [Double] = []
    private var positions: [UInt32] = []
    private var strings: [ByteString] = []
    /// Positions of strings that came as such, or in the dictionary of a batch that is not the only one.
    private var known: [ByteString: UInt32] = [:]
    private var nulls: [Bool] = []
    private var valueStarts: [UInt32] = []
    private var rows = 0

    init(_ field: FieldSpec, rowCount: Int) {
        self.field = field
        self.rowCount = rowCount
        if field.isMultiValue { valueStarts = [0] }
    }

    mutating func append(_ batch: ColumnValues) throws(SegmentError) {
        guard batch.type == field.type, batch.isMultiValue == field.isMultiValue, batch.count <= rowCount - rows else {
            throw wrongShape(rows + batch.count, batch)
        }
        if !batch.nulls.isEmpty {
            if nulls.isEmpty { nulls = Array(repeating: false, count: rows) }
            nulls += batch.nulls
        } else if !nulls.isEmpty {
            nulls += Array(repeating: false, count: batch.count)
        }
        try appendValues(batch)
        if field.isMultiValue { try appendStarts(batch) }
        rows += batch.count
    }

    /// The column, once all batches are in.
    func finish() throws(SegmentError) -> ColumnData {
        guard rows == rowCount else {
            throw .invalidInput("column \(field.name) has \(rows) rows and should have \(rowCount)")
        }
        let values: ColumnData.Values =
            switch field.type.representation {
            case .integer: .integers(integers)
            case .double: .doubles(doubles)
            case .string: .strings(positions, distinct: strings)
            }
        let nulls = nulls.contains(true) ? nulls : []
        return ColumnData(values: values, nulls: nulls, valueStarts: valueStarts)
    }

    private mutating func appendValues(_ batch: ColumnValues) throws(SegmentError) {
        switch (field.type.representation, batch.storage) {
        case (.integer, .integers(let values)):
            try check(values, batch)
            if integers.isEmpty { integers = values } else { integers += values }
        case (.double, .doubles(let values)):
            try check(values, batch)
            if doubles.isEmpty { doubles = values } else { doubles += values }
        case (.string, .strings(let values)):
            positions.reserveCapacity(positions.count + values.count)
            for value in values { positions.append(position(of: value)) }
        case (.string, .codes(let codes, let dictionary)):
            try check(codes, dictionary, batch)
            appendCodes(codes, dictionary)
        default:
            throw .invalidInput("column \(field.name) has values of another representation than its type")
        }
    }

    /// A first dictionary is taken over as it is.
    private mutating func appendCodes(_ codes: [UInt32], _ dictionary: [ByteString]) {
        if strings.isEmpty && positions.isEmpty {
            (positions, strings) = (codes, dictionary)
            return
        }
        if known.isEmpty && !strings.isEmpty {
            for (position, string) in strings.enumerated() { known[string] = UInt32(position) }
        }
        var translated = [UInt32?](repeating: nil, count: dictionary.count)
        positions.reserveCapacity(positions.count + codes.count)
        for code in codes {
            // What stands where a row is NULL need not be in the dictionary.
            guard Int(code) < dictionary.count else {
                positions.append(0)
                continue
            }
            let position = translated[Int(code)] ?? position(of: dictionary[Int(code)])
            translated[Int(code)] = position
            positions.append(position)
        }
    }

    private mutating func position(of string: ByteString) -> UInt32 {
        if let position = known[string] { return position }
        let position = UInt32(strings.count)
        known[string] = position
        strings.append(string)
        return position
    }

    private mutating func appendStarts(_ batch: ColumnValues) throws(SegmentError) {
        let before = Int(valueStarts[rows])
        guard before + batch.storage.count <= SegmentLimits.values, batch.valueStarts[0] == 0 else {
            throw .limitExceeded("column \(field.name) has more than \(SegmentLimits.values) values")
        }
        for row in 0..<batch.count {
            guard batch.valueStarts[row] <= batch.valueStarts[row + 1] else {
                throw .invalidInput("column \(field.name): the values of row \(rows + row) end before they begin")
            }
            if !batch.nulls.isEmpty && batch.nulls[row] && batch.valueStarts[row] < batch.valueStarts[row + 1] {
                throw .invalidInput("column \(field.name), row \(rows + row): NULL with values")
            }
            valueStarts.append(UInt32(before) + batch.valueStarts[row + 1])
        }
    }
}

extension ColumnCollector {
    /// Whether a value of a batch counts.
    private func isPresent(_ index: Int, _ batch: ColumnValues) -> Bool {
        batch.isMultiValue || batch.nulls.isEmpty || !batch.nulls[index]
    }

    private func check(_ values: [Int64], _ batch: ColumnValues) throws(SegmentError) {
        guard let possible = field.type.integers, possible != Int64.min...Int64.max else { return }
        for index in values.indices where !possible.contains(values[index]) && isPresent(index, batch) {
            throw invalid(index, "\(values[index])")
        }
    }

    /// Refuses what has no place in a total order, and what a FLOAT would round.
    private func check(_ values: [Double], _ batch: ColumnValues) throws(SegmentError) {
        let isFloat = field.type == .float
        for index in values.indices {
            let value = values[index]
            if (value.isNaN || (isFloat && Double(Float(value)) != value)) && isPresent(index, batch) {
                throw invalid(index, "\(value)")
            }
        }
    }

    private func check(
        _ codes: [UInt32], _ dictionary: [ByteString], _ batch: ColumnValues
    ) throws(SegmentError) {
        let limit = UInt32(clamping: dictionary.count)
        for index in codes.indices where codes[index] >= limit && isPresent(index, batch) {
            throw .invalidInput(
                "column \(field.name), row \(rows + index): code \(codes[index]) of \(dictionary.count)")
        }
    }

    private func invalid(_ index: Int, _ value: String) -> SegmentError {
        .invalidInput("column \(field.name), row \(rows + index): \(value) is no \(field.type.rawValue)")
    }

    private func wrongShape(_ count: Int, _ batch: ColumnValues) -> SegmentError {
        let kind = { (isMultiValue: Bool) in isMultiValue ? "lists of " : "" }
        return .invalidInput(
            "column \(field.name) should have \(rowCount) values of type \(kind(field.isMultiValue))"
                + "\(field.type.rawValue) and has \(count) of type \(kind(batch.isMultiValue))\(batch.type.rawValue)")
    }
}
