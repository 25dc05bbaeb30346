import Query
import Schema

/// The rows of an answer, by column.
package struct ResultTable: Sendable {
    package var columnNames: [String]
    package var columnTypes: [ValueType]
    package var columns: [ColumnValues]
    package var rowCount: Int

    package init(columnNames: [String], columnTypes: [ValueType], columns: [ColumnValues], rowCount: Int) {
        self.columnNames = columnNames
        self.columnTypes = columnTypes
        self.columns = columns
        self.rowCount = rowCount
    }

    init(_ result: QueryResult) {
        self.init(
            columnNames: result.columnNames, columnTypes: result.columnTypes, columns: result.columns,
            rowCount: result.rowCount)
    }

    /// Writes the rows as Pinot's `resultTable`.
    func write(to writer: inout JSONWriter) {
        writer.object("resultTable") { writer in
            writer.object("dataSchema") { writer in
                writer.member("columnNames", columnNames)
                writer.member("columnDataTypes", columnTypes.map(\.name))
            }
            let rendered = columns.map { RenderedColumn($0, rowCount: rowCount) }
            writer.array("rows", of: 0..<rowCount) { writer, row in
                writer.beginArray()
                for column in rendered { writer.rawPart(column[row]) }
                writer.endArray()
            }
        }
    }
}
