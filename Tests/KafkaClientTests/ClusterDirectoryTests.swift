import KafkaClient
import Testing

struct ClusterDirectoryTests {
    @Test func clustersAndTopicsAreRead() throws {
        let text = """
            {"clusters": {"a": {"bootstrap.servers": "h:1,h:2", "socket.keepalive.enable": true, "client.id": "m"},
            "b": {"bootstrap.servers": "i:1", "fetch.wait.max.ms": 20}}, "topics": {"orders": ["b", "a"]}}
            """
        let directory = try ClusterDirectory(parsing: Array(text.utf8))
        #expect(directory.clusters["a"]?["socket.keepalive.enable"] == "true")
        #expect(directory.clusters["b"]?["fetch.wait.max.ms"] == "20")
        let connector = KafkaConnector(directory)
        #expect(connector.clusters(ofTopic: "orders") == ["b", "a"])
        #expect(connector.clusters(ofTopic: "others").isEmpty)
    }

    @Test(arguments: [
        "", "[]", #"{"clusters": []}"#, #"{"cluster": {}}"#, #"{"clusters": {"a": {}}}"#,
        #"{"clusters": {"a/b": {"bootstrap.servers": "h"}}}"#, #"{"clusters": {"direct": {"bootstrap.servers": "h"}}}"#,
        #"{"clusters": {"a": {"bootstrap.servers": "h", "isolation.level": "read_uncommitted"}}}"#,
        #"{"clusters": {"a": {"bootstrap.servers": "h", "auto.offset.reset": "earliest"}}}"#,
        #"{"clusters": {"a": {"bootstrap.servers": "h", "plugin.library.paths": "x.so"}}}"#,
        #"{"clusters": {"a": {"bootstrap.servers": "h", "group.id": "g"}}}"#,
        #"{"clusters": {"a": {"bootstrap.servers": ["h"]}}}"#, #"{"topics": {"t": ["a"]}}"#,
        #"{"clusters": {"a": {"bootstrap.servers": "h"}}, "topics": {"t": []}}"#,
        #"{"clusters": {"a": {"bootstrap.servers": "h"}}, "topics": {"t": ["a", "a"]}}"#,
    ])
    func whatIsWrongIsRefused(text: String) {
        #expect { _ = try ClusterDirectory(parsing: Array(text.utf8)) } throws: {
            ($0 as? ClusterFileError)?.code == "INVALID_CLUSTER_FILE"
        }
    }
}
