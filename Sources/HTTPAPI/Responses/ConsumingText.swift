import Engine

extension ConsumingText {
    /// As Pinot's `pauseStatus`.
    static func write(_ status: PauseStatus, to writer: inout JSONWriter) {
        writer.member("pauseFlag", status.isPaused)
        writer.member("consumingSegments", status.consumingSegments)
    }

    /// As Pinot's `forceCommitStatus`.
    static func write(_ job: CommitJob, to writer: inout JSONWriter) {
        writer.member("jobId", job.id)
        writer.member("jobType", "FORCE_COMMIT")
        writer.member("tableName", job.tableName)
        writer.member("submissionTimeMs", job.submittedAt)
        writer.member("segmentsForceCommitted", job.segments)
        writer.member("segmentsYetToBeCommitted", job.pendingSegments)
        writer.member("numberOfSegmentsYetToBeCommitted", job.pendingSegments.count)
    }
}

/// Consumption in the members of Pinot's `consumingSegmentsInfo`, with rows, sealed offset and rejected records.
enum ConsumingText {
    static func write(_ partitions: [ConsumingInfo], server: String, to writer: inout JSONWriter) {
        writer.member("serversFailingToRespond", 0)
        writer.member("serversUnparsableRespond", 0)
        writer.object("segmentToConsumingInfoMap") { writer in
            for partition in partitions {
                writer.array(partition.segmentName, of: [partition]) { writer, partition in
                    writer.object { write(partition, server: server, to: &$0) }
                }
            }
        }
        writer.member("rejectedRecords", partitions.reduce(0) { $0 &+ $1.rejectedCount })
        writer.array("recentRejections", of: partitions) { writer, partition in
            for rejection in partition.recentRejections {
                writer.string("partition \(partition.partition), \(rejection)")
            }
        }
    }

    private static func write(_ info: ConsumingInfo, server: String, to writer: inout JSONWriter) {
        let partition = String(info.partition)
        writer.member("serverName", server)
        writer.member("consumerState", info.failure == nil && !info.isPaused ? "CONSUMING" : "NOT_CONSUMING")
        writer.member("topic", info.topic)
        writer.member("topicPartition", info.topicPartition)
        writer.member("lastConsumedTimestamp", info.lastRecordTimestamp ?? -1)
        writer.object("partitionToOffsetMap") { $0.member(partition, String(info.currentOffset)) }
        writer.object("partitionOffsetInfo") { writer in
            writer.object("currentOffsetsMap") { $0.member(partition, String(info.currentOffset)) }
            writer.object("latestUpstreamOffsetMap") { $0.member(partition, String(info.latestOffset)) }
            writer.object("recordsLagMap") { $0.member(partition, String(info.lagRecords)) }
            writer.object("availabilityLagMsMap") { writer in
                writer.member(partition, info.lagMilliseconds.map { String($0) } ?? "NOT_CALCULATED")
            }
        }
        writer.member("sealedOffset", info.sealedOffset)
        writer.member("rowCount", info.rowCount)
        writer.member("rejectedRecords", info.rejectedCount)
        writer.member("filteredRecords", info.filteredCount)
        writer.member("recentRejections", info.recentRejections)
        if let failure = info.failure { writer.member("failure", failure) }
        if let hindrance = info.hindrance { writer.member("hindrance", hindrance) }
    }
}
