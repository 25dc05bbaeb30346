import Query
import Schema

/// Writes a result's columns as Pinot's `resultTable`.
enum ResultTableWriter {
    static func write(_ result: QueryResult, to writer: inout JSONWriter) {
        writer.object("resultTable") { writer in
            writer.object("dataSchema") { writer in
                writer.member("columnNames", result.columnNames)
                writer.member("columnDataTypes", result.columnTypes.map(\.rawValue))
            }
            let columns = result.columns.map { RenderedColumn($0, rowCount: result.rowCount) }
            writer.array("rows", of: 0..<result.rowCount) { writer, row in
                writer.beginArray()
                for column in columns { writer.rawPart(column[row]) }
                writer.endArray()
            }
        }
    }
}
