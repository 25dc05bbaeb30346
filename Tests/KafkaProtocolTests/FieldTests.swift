import KafkaProtocol
import Testing

@Suite struct FieldTests {
    private func codec(_ bytes: [UInt8], isFlexible: Bool = false) -> FieldCodec {
        FieldCodec(reading: bytes[...], version: 0, isFlexible: isFlexible)
    }

    @Test func taggedFieldsThatNobodyKnowsArePassedOver() throws {
        // Metadata version 9: null topics, three flags, then two tagged fields of one and of two bytes.
        let header: [UInt8] = [0, 3, 0, 9, 0, 0, 0, 1, 0xFF, 0xFF, 1, 5, 1, 9]
        let frame = try RequestFrame(header + [0, 1, 0, 1, 2, 0, 1, 7, 1, 2, 8, 9])
        let request = try frame.request(MetadataRequest.self)
        #expect(request.topics == nil && request.includeTopicAuthorizedOperations)
        #expect(!request.includeClusterAuthorizedOperations && request.allowAutoTopicCreation)
        #expect(frame.header.clientID == nil)
    }

    @Test func lengthsAreCheckedBeforeAnythingIsAllocated() {
        let cases: [(bytes: [UInt8], isFlexible: Bool)] = [
            ([0x7F, 0xFF, 0xFF, 0xFF], false), ([0xFF, 0xFF, 0xFF, 0xFE], false), ([0x80, 0, 0, 0], false),
            ([0xFF, 0xFF, 0xFF, 0xFF, 0x0F], true), ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], true),
            ([0x80], true), ([3, 0], true),
        ]
        for (bytes, isFlexible) in cases {
            #expect(throws: ProtocolError.self, "\(bytes)") {
                var codec = codec(bytes, isFlexible: isFlexible)
                var numbers: [Int32] = []
                try codec.field(&numbers)
            }
        }
    }

    @Test func theNumberOfElementsIsLimited() {
        let count = ProtocolLimits.elements + 1
        let header: [UInt8] = (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
        let error = #expect(throws: ProtocolError.self) {
            var codec = codec(header + [UInt8](repeating: 0, count: 4 * count))
            var numbers: [Int32] = []
            try codec.field(&numbers)
        }
        #expect(error?.code == "REQUEST_TOO_LARGE")
    }

    @Test func stringsAreCheckedToBeText() {
        #expect(throws: ProtocolError.malformed(offset: 4, detail: "a string is not UTF-8")) {
            var codec = codec([0, 2, 0xC3, 0x28])
            var text = ""
            try codec.field(&text)
        }
        #expect(throws: ProtocolError.self) {
            var codec = codec([0xFF, 0xFF])
            var text = ""
            try codec.field(&text)
        }
    }

    @Test func whatTheOlderFormOfAStringCannotSayIsRefused() {
        #expect(throws: ProtocolError.self) {
            var codec = FieldCodec(writingVersion: 0, isFlexible: false)
            var text = String(repeating: "x", count: ProtocolLimits.stringBytes + 1)
            try codec.field(&text)
        }
    }

    @Test func unknownRequestsAndVersionsAreNamed() throws {
        #expect(throws: ProtocolError.unknownRequest(key: 71)) {
            _ = try RequestFrame([0, 71, 0, 0, 0, 0, 0, 1, 0xFF, 0xFF])
        }
        let frame = try RequestFrame([0, 3, 0, 99, 0, 0, 0, 1, 0xFF, 0xFF])
        #expect(!frame.isSupported)
        #expect(throws: ProtocolError.unsupportedVersion(.metadata, version: 99)) {
            _ = try frame.request(MetadataRequest.self)
        }
    }
}
