import Query

/// The answer to `/query/sql`, with the members that Pinot's broker sends and, beyond them, `timeUsedMicros`,
/// `epoch`, `offsets` and, in a partial result, `partialResultReasons` and `unavailableSegments`.
package struct QueryResponse: Sendable {
    package struct Failure: Sendable {
        package var code: PinotErrorCode
        package var message: String

        package init(code: PinotErrorCode, message: String) {
            self.code = code
            self.message = message
        }
    }

    /// Nil where the query failed.
    package var table: ResultTable?
    package var statistics = QueryStatistics()
    package var failure: Failure?
    package var tableName: String?
    package var duration: Duration = .zero
    package var requestID: UInt64 = 0
    package var brokerID = ""
    /// Nil where the query failed before it had a table version.
    package var epoch: UInt64?
    package var offsets: [CoveredOffset] = []
    /// Milliseconds since 1970-01-01T00:00:00Z; nil without a consuming partition.
    package var freshness: Int64?
    /// What is wrong with each segment that the answer leaves out because the query allowed it.
    package var unavailableSegments: [String] = []

    package init() {}

    /// The whole answer as JSON.
    package func json() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 2048)
        writer.object { writer in
            table?.write(to: &writer)
            writer.member("numRowsResultSet", table?.rowCount ?? 0)
            writer.member("partialResult", !partialReasons.isEmpty)
            writeExceptions(&writer)
            writeRun(&writer)
            writeStatistics(&writer)
            writeUnusedFigures(&writer)
            writer.key("traceInfo")
            writer.object { _ in }
            writer.member("tablesQueried", tableName.map { [TableNames.rawName($0)] } ?? [])
            writeCoverage(&writer)
        }
        return writer.bytes
    }

    /// Why the answer is not about all rows, or not all groups.
    private var partialReasons: [String] {
        let groups = statistics.groupsLimitReached ? ["numGroupsLimit: there are more groups than it allows"] : []
        let segments = unavailableSegments.count
        return groups + (segments > 0 ? ["allowPartialResults: \(segments) segments cannot be read"] : [])
    }

    private func writeExceptions(_ writer: inout JSONWriter) {
        writer.array("exceptions", of: failure.map { [$0] } ?? []) { writer, failure in
            writer.object { writer in
                writer.member("errorCode", failure.code.rawValue)
                writer.member("message", failure.message)
            }
        }
    }

    private func writeRun(_ writer: inout JSONWriter) {
        let microseconds = duration.wholeMicroseconds
        writer.member("timeUsedMs", microseconds / 1000)
        writer.member("timeUsedMicros", microseconds)
        writer.member("requestId", String(requestID))
        writer.key("clientRequestId")
        writer.null()
        writer.member("brokerId", brokerID)
        writer.member("numServersQueried", 1)
        writer.member("numServersResponded", 1)
    }

    private func writeStatistics(_ writer: inout JSONWriter) {
        writer.member("numGroupsLimitReached", statistics.groupsLimitReached)
        writer.member("numGroupsWarningLimitReached", false)
        writer.member("maxRowsInDistinctReached", false)
        writer.member("maxRowsWithoutChangeInDistinctReached", false)
        writer.member("maxExecutionTimeInDistinctReached", false)
        writer.member("numDocsScanned", statistics.docsScanned)
        writer.member("totalDocs", statistics.totalDocs)
        writer.member("numEntriesScannedInFilter", statistics.entriesScannedInFilter)
        writer.member("numEntriesScannedPostFilter", statistics.entriesScannedPostFilter)
        writer.member("numSegmentsQueried", statistics.segmentsQueried)
        writer.member("numSegmentsProcessed", statistics.segmentsProcessed)
        writer.member("numSegmentsMatched", statistics.segmentsMatched)
        writer.member("numConsumingSegmentsQueried", statistics.consumingSegmentsQueried)
        writer.member("numConsumingSegmentsProcessed", statistics.consumingSegmentsQueried)
        writer.member("numConsumingSegmentsMatched", statistics.consumingSegmentsQueried)
        writer.member("minConsumingFreshnessTimeMs", freshness ?? 0)
        writer.member("numSegmentsPrunedByBroker", 0)
        writer.member("numSegmentsPrunedByServer", statistics.segmentsPrunedByValue)
        writer.member("numSegmentsPrunedInvalid", 0)
        writer.member("numSegmentsPrunedByLimit", 0)
        writer.member("numSegmentsPrunedByValue", statistics.segmentsPrunedByValue)
    }

    /// Members that a client may look for and that have no meaning in one process.
    private func writeUnusedFigures(_ writer: inout JSONWriter) {
        writer.member("brokerReduceTimeMs", 0)
        for kind in ["offline", "realtime"] {
            for figure in Self.unusedFigures { writer.member(kind + figure, 0) }
        }
        writer.member("explainPlanNumEmptyFilterSegments", 0)
        writer.member("explainPlanNumMatchAllFilterSegments", 0)
        writer.member("pools", [String]())
        writer.member("rlsFiltersApplied", false)
        writer.member("groupsTrimmed", false)
    }

    private static let unusedFigures = [
        "ThreadCpuTimeNs", "SystemActivitiesCpuTimeNs", "ResponseSerializationCpuTimeNs", "TotalCpuTimeNs",
        "ThreadMemAllocatedBytes", "ResponseSerMemAllocatedBytes", "TotalMemAllocatedBytes",
    ]

    /// Which state of the table the answer describes.
    private func writeCoverage(_ writer: inout JSONWriter) {
        if !partialReasons.isEmpty { writer.member("partialResultReasons", partialReasons) }
        if !unavailableSegments.isEmpty { writer.member("unavailableSegments", unavailableSegments) }
        guard let epoch else { return }
        writer.member("epoch", epoch)
        writer.object("offsets") { writer in
            for covered in offsets { writer.member("\(covered.topic)/\(covered.partition)", covered.offset) }
        }
    }
}

extension Duration {
    /// Microseconds, rounded down; clamped to what an `Int64` holds.
    package var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, sumOverflow) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return sumOverflow ? (seconds < 0 ? .min : .max) : sum
    }
}
