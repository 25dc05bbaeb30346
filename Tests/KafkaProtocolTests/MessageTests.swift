import Foundation
import KafkaProtocol
import TestSupport
import Testing

/// A message as another implementation encodes it; see make-messages.py.
struct Sample: CustomStringConvertible {
    let isRequest: Bool
    let key: APIKey
    let version: Int16
    let bytes: [UInt8]

    var description: String { "\(key) \(isRequest ? "request" : "response") version \(version)" }

    static let all: [Sample] = {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "messages.txt")
        guard let text = try? String(contentsOf: path, encoding: .utf8) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", omittingEmptySubsequences: false)
            guard fields.count == 4, let number = Int16(fields[1]), let key = APIKey(rawValue: number),
                let version = Int16(fields[2])
            else { return nil }
            return Sample(isRequest: fields[0] == "request", key: key, version: version, bytes: bytes(hex: fields[3]))
        }
    }()

    static func bytes(hex: some StringProtocol) -> [UInt8] {
        let digits = Array(hex.utf8).map { UInt8($0 < 58 ? $0 - 48 : $0 - 87) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Decodes and encodes again; nil if it is not understood.
    func recoded(_ bytes: [UInt8]) throws -> [UInt8] {
        switch key {
        case .produce: try recoded(bytes, ProduceRequest.self)
        case .fetch: try recoded(bytes, FetchRequest.self)
        case .listOffsets: try recoded(bytes, ListOffsetsRequest.self)
        case .metadata: try recoded(bytes, MetadataRequest.self)
        case .offsetCommit: try recoded(bytes, OffsetCommitRequest.self)
        case .offsetFetch: try recoded(bytes, OffsetFetchRequest.self)
        case .findCoordinator: try recoded(bytes, FindCoordinatorRequest.self)
        case .joinGroup: try recoded(bytes, JoinGroupRequest.self)
        case .heartbeat: try recoded(bytes, HeartbeatRequest.self)
        case .leaveGroup: try recoded(bytes, LeaveGroupRequest.self)
        case .syncGroup: try recoded(bytes, SyncGroupRequest.self)
        case .describeGroups: try recoded(bytes, DescribeGroupsRequest.self)
        case .listGroups: try recoded(bytes, ListGroupsRequest.self)
        case .apiVersions: try recoded(bytes, APIVersionsRequest.self)
        case .createTopics: try recoded(bytes, CreateTopicsRequest.self)
        case .deleteTopics: try recoded(bytes, DeleteTopicsRequest.self)
        case .initProducerID: try recoded(bytes, InitProducerIDRequest.self)
        case .describeConfigs: try recoded(bytes, DescribeConfigsRequest.self)
        case .deleteGroups: try recoded(bytes, DeleteGroupsRequest.self)
        case .deleteRecords: try recoded(bytes, DeleteRecordsRequest.self)
        case .alterConfigs: try recoded(bytes, AlterConfigsRequest.self)
        case .createPartitions: try recoded(bytes, CreatePartitionsRequest.self)
        case .incrementalAlterConfigs: try recoded(bytes, IncrementalAlterConfigsRequest.self)
        case .offsetDelete: try recoded(bytes, OffsetDeleteRequest.self)
        case .describeCluster: try recoded(bytes, DescribeClusterRequest.self)
        }
    }

    private func recoded<Request: KafkaRequest>(_ bytes: [UInt8], _ type: Request.Type) throws -> [UInt8] {
        let tags = key.isFlexible(version) ? [UInt8(0)] : []
        if isRequest {
            let header: [UInt8] = [0, UInt8(key.rawValue), 0, UInt8(version), 0, 0, 0, 7, 0, 1, 0x63]
            let frame = try RequestFrame(header + tags + bytes)
            let request = try frame.request(Request.self)
            let encoded = try request.encoded(version: version, correlationID: 7, clientID: "c")
            #expect(Array(encoded.prefix(header.count + tags.count)) == header + tags)
            return Array(encoded.dropFirst(header.count + tags.count))
        }
        let header: [UInt8] = [0, 0, 0, 7] + (key == .apiVersions ? [] : tags)
        let (correlationID, response) = try Request.decode(header + bytes, version: version)
        #expect(correlationID == 7)
        let encoded = try Request.encode(response, version: version, correlationID: 7)
        return Array(encoded.dropFirst(header.count))
    }
}

@Suite struct MessageTests {
    @Test func everyVersionOfEveryMessageIsThere() {
        for key in APIKey.allCases {
            for version in key.versions {
                for isRequest in [true, false] {
                    #expect(
                        Sample.all.contains { $0.key == key && $0.version == version && $0.isRequest == isRequest },
                        "\(key) version \(version)")
                }
            }
        }
    }

    @Test func messagesAreReadAndWrittenAsAnotherImplementationDoes() throws {
        for sample in Sample.all {
            #expect(try sample.recoded(sample.bytes) == sample.bytes, "\(sample)")
        }
    }

    @Test func anEndAnywhereIsAnError() throws {
        for sample in Sample.all where sample.bytes.count < 400 {
            for count in 0..<sample.bytes.count {
                #expect(throws: ProtocolError.self, "\(sample), \(count) bytes") {
                    _ = try sample.recoded(Array(sample.bytes.prefix(count)))
                }
            }
            if sample.isRequest {
                #expect(try sample.recoded(sample.bytes + [0]) == sample.bytes, "\(sample)")
            } else {
                #expect(throws: ProtocolError.self, "\(sample)") { _ = try sample.recoded(sample.bytes + [0]) }
            }
        }
    }

    /// librdkafka 2.16, which writes null in four bytes where one is meant.
    @Test func aRequestWithBytesLeftOverIsUnderstood() throws {
        let bytes = Sample.bytes(hex: "0003000900000003000772646b61666b61000000000001000000")
        let request = try RequestFrame(bytes).request(MetadataRequest.self)
        #expect(request.topics == nil && !request.allowAutoTopicCreation)
    }

    /// Changed bytes are refused, or read as a message that can be written again.
    @Test func noBytesStopTheProcess() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("changed messages: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var understood = 0
        for sample in Sample.all {
            for _ in 0..<50 {
                var bytes = sample.bytes
                for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                    let place = bytes.indices.randomElement(using: &random) ?? 0
                    bytes[place] =
                        [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
                        .randomElement(using: &random) ?? 0
                }
                do {
                    _ = try sample.recoded(bytes)
                    understood += 1
                } catch is ProtocolError {
                    continue
                }
            }
        }
        #expect(understood > 1000)
    }
}
