import Bytes
import Schema

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A data set in a directory: `columns.tsv` says what there is, and each column is a file or some.
///
/// The first line of `columns.tsv` holds the name, the rows and the clustering column; then follows a line for each
/// column: name, type, role, form, whether some rows are NULL. By form:
/// * `int32`, `int64`, `double`: `<name>.values`, as many numbers as rows
/// * `codes`: `<name>.values`, 32 bits for each row; `<name>.ends`, 64 bits for each string, where it ends in
///   `<name>.bytes`
///
/// Where rows are NULL there is `<name>.nulls`, a byte for each row that is 1 if it is.
enum DatasetFiles {
    static func write(_ dataset: Dataset, to directory: String) throws(BenchError) {
        mkdir(directory, 0o755)
        var lines = ["\(dataset.name)\t\(dataset.rowCount)\t\(dataset.clusteringColumn)"]
        for column in dataset.columns {
            let form = try write(column, to: "\(directory)/\(column.field.name)")
            let hasNulls = column.values.nulls.contains(true)
            lines.append(
                "\(column.field.name)\t\(column.field.type.rawValue)\t\(column.field.role.rawValue)\t\(form)\t"
                    + "\(hasNulls ? 1 : 0)")
        }
        // Last, so that a directory with it is complete.
        try ColumnFile.writeText(lines.joined(separator: "\n") + "\n", to: "\(directory)/columns.tsv")
    }

    /// Writes a column and tells its form.
    private static func write(_ column: Dataset.Column, to path: String) throws(BenchError) -> String {
        if column.values.nulls.contains(true) {
            try ColumnFile.write(column.values.nulls.map { $0 ? 1 : 0 as UInt8 }, to: path + ".nulls")
        }
        switch column.values.storage {
        case .integers(let values) where column.field.type == .int:
            try ColumnFile.write(values.map { Int32($0) }, to: path + ".values")
            return "int32"
        case .integers(let values):
            try ColumnFile.write(values, to: path + ".values")
            return "int64"
        case .doubles(let values):
            try ColumnFile.write(values, to: path + ".values")
            return "double"
        case .codes(let codes, let dictionary):
            var (bytes, ends): ([UInt8], [UInt64]) = ([], [])
            for string in dictionary {
                bytes += string.bytes
                ends.append(UInt64(bytes.count))
            }
            try ColumnFile.write(codes, to: path + ".values")
            try ColumnFile.write(ends, to: path + ".ends")
            try ColumnFile.write(bytes, to: path + ".bytes")
            return "codes"
        default:
            throw BenchError("\(path): columns of this form are not written")
        }
    }
}

extension DatasetFiles {
    static func read(_ directory: String) throws(BenchError) -> Dataset {
        let lines = try ColumnFile.readText("\(directory)/columns.tsv").split(separator: "\n")
            .map { $0.split(separator: "\t").map { String($0) } }
        guard let head = lines.first, head.count == 3 else { throw BenchError("\(directory)/columns.tsv has no head") }
        var columns: [Dataset.Column] = []
        for words in lines.dropFirst() { columns.append(try column(words, directory)) }
        return Dataset(name: head[0], columns: columns, clusteringColumn: head[2])
    }

    private static func column(_ words: [String], _ directory: String) throws(BenchError) -> Dataset.Column {
        guard words.count == 5, let type = DataType(rawValue: words[1]), let role = FieldSpec.Role(rawValue: words[2])
        else { throw BenchError("\(directory)/columns.tsv: \(words)") }
        let path = "\(directory)/\(words[0])"
        let nulls = words[4] == "1" ? try ColumnFile.read(path + ".nulls", as: UInt8.self).map { $0 == 1 } : []
        return Dataset.Column(
            field: FieldSpec(name: words[0], type: type, role: role),
            values: ColumnValues(type: type, storage: try storage(words[3], path), nulls: nulls))
    }

    private static func storage(_ form: String, _ path: String) throws(BenchError) -> ColumnValues.Storage {
        switch form {
        case "int32": return .integers(try ColumnFile.read(path + ".values", as: Int32.self).map { Int64($0) })
        case "int64": return .integers(try ColumnFile.read(path + ".values", as: Int64.self))
        case "double": return .doubles(try ColumnFile.read(path + ".values", as: Double.self))
        case "codes":
            let bytes = try ColumnFile.read(path + ".bytes", as: UInt8.self)
            var start = 0
            let dictionary = try ColumnFile.read(path + ".ends", as: UInt64.self).map { end in
                defer { start = Int(end) }
                return ByteString(bytes[start..<Int(end)])
            }
            return .codes(try ColumnFile.read(path + ".values", as: UInt32.self), dictionary: dictionary)
        default: throw BenchError("\(path) has the unknown form \(form)")
        }
    }
}
