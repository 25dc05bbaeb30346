import Bytes
import Schema

/// Reads a footer from bytes that have the right checksum and may still be anything.
struct SegmentFooterDecoder {
    private let file: String
    /// Where in the file the footer starts, which is also where the data ends.
    private let footerOffset: Int
    private let version: UInt32
    private var reader: ByteReader

    init(_ bytes: [UInt8], version: UInt32, file: String, footerOffset: Int) {
        self.version = version
        self.file = file
        self.footerOffset = footerOffset
        reader = ByteReader(bytes)
    }

    mutating func decode() throws(FormatError) -> SegmentFooter {
        let tableID: UInt64 = try read()
        let segmentID: UInt64 = try read()
        let rowCount = try readCount(UInt64.self, "rows", limit: SegmentLimits.rows)
        let schemaVersion: UInt32 = try read()
        let columnCount = try readCount(UInt32.self, "columns", limit: SegmentLimits.columns)
        let regionCount = try readCount(UInt32.self, "regions", limit: SegmentLimits.regions)
        let blockCount = try readCount(UInt32.self, "blocks", limit: SegmentLimits.footerBytes / 4)
        let name = try readName("segment name")
        let schemaName = try readName("schema name")
        let columns = try readColumns(columnCount, rowCount: rowCount)
        let regions = try readRegions(regionCount, columnCount: columnCount)
        let checksums = try readChecksums(blockCount)
        if !reader.isAtEnd { throw corrupt("\(reader.remaining) bytes after the checksums") }
        let identity = SegmentIdentity(
            tableID: tableID, segmentID: segmentID, name: name.string, schemaName: schemaName.string,
            schemaVersion: schemaVersion)
        return SegmentFooter(
            identity: identity, rowCount: rowCount, columns: columns, regions: regions, checksums: checksums)
    }

    private mutating func readColumns(_ count: Int, rowCount: Int) throws(FormatError) -> [SegmentColumn] {
        var columns: [SegmentColumn] = []
        var names: Set<ByteString> = []
        for _ in 0..<count {
            let column = try readColumn(rowCount: rowCount)
            if !names.insert(column.name).inserted { throw corrupt("two columns \(column.name)") }
            if isContradictory(column, rowCount: rowCount) {
                throw corrupt(
                    "column \(column.name) has \(column.nullCount) NULLs and \(column.cardinality) distinct values in "
                        + "\(rowCount) rows")
            }
            columns.append(column)
        }
        return columns
    }

    private func isContradictory(_ column: SegmentColumn, rowCount: Int) -> Bool {
        if column.nullCount > rowCount { return true }
        let values = column.isMultiValue ? column.valueCount : rowCount - column.nullCount
        if column.cardinality > values || (values == 0) != (column.encoding == .allNull) { return true }
        return column.cardinality == 0 && column.encoding?.hasDictionary == true
    }

    private mutating func readColumn(rowCount: Int) throws(FormatError) -> SegmentColumn {
        let length = Int(try read(UInt16.self))
        let end = reader.offset + length
        let typeNumber: UInt8 = try read()
        let roleNumber: UInt8 = try read()
        let encodingNumber: UInt8 = try read()
        let (width, dictionaryWidth, invertedWidth) = (try readWidth(), try readWidth(), try readWidth())
        let step: UInt8 = try read()
        _ = try read(UInt8.self)
        let nullCount = try readCount(UInt32.self, "NULLs", limit: SegmentLimits.rows)
        let cardinality = try readCount(UInt32.self, "distinct values", limit: SegmentLimits.rows)
        let base: Int64 = try read()
        let name = try readName("column name")
        guard let role = ColumnRole(rawValue: roleNumber) else {
            throw corrupt("column \(name) has role \(roleNumber)")
        }
        guard step <= 1 else { throw corrupt("column \(name) has step \(step)") }
        var column = SegmentColumn(name: name, type: .long, role: role, nullCount: nullCount, valueCount: rowCount)
        (column.typeNumber, column.encodingNumber) = (typeNumber, encodingNumber)
        (column.width, column.dictionaryWidth, column.invertedWidth) = (width, dictionaryWidth, invertedWidth)
        (column.step, column.cardinality, column.base) = (Int(step), cardinality, base)
        column.minimum = try readBound()
        column.maximum = try readBound()
        if version > 1 { try readExtension(&column, rowCount: rowCount) }
        guard reader.offset <= end else { throw corrupt("column \(name) is longer than its record") }
        try skip(end - reader.offset)
        return column
    }

    /// What records of version 2 have behind those of version 1.
    private mutating func readExtension(_ column: inout SegmentColumn, rowCount: Int) throws(FormatError) {
        let flags: UInt8 = try read()
        guard flags & ~SegmentFooter.multiValueFlag == 0 else {
            throw corrupt("column \(column.name) has flags \(flags)")
        }
        column.isMultiValue = flags & SegmentFooter.multiValueFlag != 0
        column.valueCount = try readCount(UInt64.self, "values", limit: SegmentLimits.values)
        if !column.isMultiValue && column.valueCount != rowCount {
            throw corrupt("column \(column.name) has \(column.valueCount) values in \(rowCount) rows")
        }
        for _ in 0..<(try read(UInt8.self)) {
            column.choices.append(BuildChoice(subjectNumber: try read(), reasonNumber: try read()))
        }
    }

    private mutating func readBound() throws(FormatError) -> SegmentColumn.Bound {
        let tag: UInt8 = try read()
        switch tag {
        case SegmentFooter.BoundTag.none: return .none
        case SegmentFooter.BoundTag.omitted: return .omitted
        case SegmentFooter.BoundTag.integer: return .value(.integer(try read()))
        case SegmentFooter.BoundTag.double: return .value(.double(Double(bitPattern: try read())))
        case SegmentFooter.BoundTag.text:
            let text = try readBytes("minimum or maximum", limit: SegmentLimits.footerStringBytes)
            return .value(.string(text))
        default: throw corrupt("minimum or maximum of kind \(tag)")
        }
    }

    /// Regions follow each other in the file without overlapping, each at a multiple of the alignment.
    private mutating func readRegions(_ count: Int, columnCount: Int) throws(FormatError) -> [SegmentRegion] {
        var regions: [SegmentRegion] = []
        var end = 0
        for index in 0..<count {
            let column: UInt32 = try read()
            let kind: UInt16 = try read()
            let parameter: UInt16 = try read()
            let offset = try readCount(UInt64.self, "bytes before region \(index)", limit: footerOffset)
            let length = try readCount(UInt64.self, "bytes of region \(index)", limit: footerOffset - offset)
            guard column < columnCount else { throw corrupt("region \(index) belongs to column \(column)") }
            guard offset % SegmentFormat.alignment == 0, offset >= end, length > 0 else {
                throw corrupt("region \(index) lies at byte \(offset) with \(length) bytes, after byte \(end)")
            }
            end = offset + length
            regions.append(
                SegmentRegion(
                    column: Int(column), kindNumber: kind, parameter: Int(parameter), offset: offset, length: length))
        }
        return regions
    }

    private mutating func readChecksums(_ count: Int) throws(FormatError) -> [UInt32] {
        let expected = (footerOffset + SegmentFormat.blockBytes - 1) / SegmentFormat.blockBytes
        guard count == expected else { throw corrupt("\(count) checksums for \(expected) blocks") }
        var checksums: [UInt32] = []
        for _ in 0..<count { checksums.append(try read()) }
        return checksums
    }
}

extension SegmentFooterDecoder {
    private mutating func readName(_ what: String) throws(FormatError) -> ByteString {
        let name = try readBytes(what, limit: SegmentLimits.nameBytes)
        guard name.isValidUTF8 else { throw corrupt("the \(what) is not UTF-8") }
        return name
    }

    private mutating func readBytes(_ what: String, limit: Int) throws(FormatError) -> ByteString {
        let count = try readCount(UInt16.self, "bytes of \(what)", limit: limit)
        do { return ByteString(try reader.read(count: count)) } catch { throw tooShort() }
    }

    private mutating func readWidth() throws(FormatError) -> Int {
        try readCount(UInt8.self, "bits", limit: PackedIntegers.maximumWidth)
    }

    private mutating func readCount<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type, _ what: String, limit: Int
    ) throws(FormatError) -> Int {
        let number = try read(type)
        guard let count = Int(exactly: number), count <= limit else {
            throw corrupt("\(number) \(what), at most \(limit) are possible")
        }
        return count
    }

    private mutating func read<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(FormatError) -> Number {
        do { return try reader.readLittleEndian() } catch { throw tooShort() }
    }

    private mutating func skip(_ count: Int) throws(FormatError) {
        do { try reader.skip(count) } catch { throw tooShort() }
    }

    private func tooShort() -> FormatError { corrupt("the footer ends early") }

    private func corrupt(_ detail: String) -> FormatError {
        FormatError(.corrupt, file: file, section: "footer", offset: footerOffset + reader.offset, detail)
    }
}
