import Engine

/// The topic, schema and table of the demonstration.
enum OrdersTable {
    static let name = "orders"
    static let partitions = 2

    /// Creates what is missing of topic, schema and table; what is there stays as it is.
    static func create(in database: Database) async throws(EngineError) {
        if !database.topics().contains(where: { $0.name == name }) {
            try await database.createTopic(name, partitions: partitions)
        }
        if !database.schemaNames().contains(name) {
            _ = try await database.putSchema(Array(schema.utf8), replacing: nil)
        }
        if !database.tableNames().contains(name) {
            _ = try await database.createTable(Array(table.utf8))
        }
    }

    private static let schema = """
        {
          "schemaName": "orders",
          "dimensionFieldSpecs": [
            {"name": "order_id", "dataType": "LONG"},
            {"name": "restaurant", "dataType": "STRING"},
            {"name": "city", "dataType": "STRING"},
            {"name": "status", "dataType": "STRING"},
            {"name": "customer_id", "dataType": "LONG"}
          ],
          "metricFieldSpecs": [
            {"name": "items", "dataType": "INT"},
            {"name": "amount", "dataType": "DOUBLE"}
          ],
          "dateTimeFieldSpecs": [
            {"name": "event_time", "dataType": "TIMESTAMP", "format": "TIMESTAMP", "granularity": "1:MILLISECONDS"}
          ]
        }
        """

    private static let table = """
        {
          "tableName": "orders",
          "tableType": "REALTIME",
          "segmentsConfig": {"timeColumnName": "event_time", "schemaName": "orders", "replication": "1"},
          "tenants": {},
          "tableIndexConfig": {
            "streamConfigs": {"streamType": "martlet", "stream.martlet.topic.name": "orders"}
          },
          "metadata": {}
        }
        """
}
