/// Where the files of what the catalog names are. Paths are built from numbers, never from names.
public enum CatalogPaths {
    public static let logRoot = "log"
    public static let tableRoot = "tables"

    /// `log/<topic>`
    public static func topicDirectory(_ topic: TopicID) -> String { "\(logRoot)/\(topic)" }

    /// `log/<topic>/<partition>`
    public static func logDirectory(_ topic: TopicID, partition: Int32) -> String {
        "\(topicDirectory(topic))/\(partition)"
    }

    /// `tables/<table>`
    public static func tableDirectory(_ table: TableID) -> String { "\(tableRoot)/\(table)" }

    /// `tables/<table>/<segment>.seg`
    public static func segmentPath(_ table: TableID, _ segment: SegmentID) -> String {
        "\(tableDirectory(table))/\(segment)\(segmentSuffix)"
    }

    static let segmentSuffix = ".seg"
}
