import Engine

/// Reloads in the words of Pinot's controller.
enum ReloadText {
    /// The answer to a reload of whole tables: in `status` the text of a JSON object with a member for each table.
    static func write(_ jobs: [ReloadJob], to writer: inout JSONWriter) {
        var tables = JSONWriter()
        tables.object { writer in
            for job in jobs {
                writer.object(job.tableName) { writer in
                    writer.member("numMessagesSent", "1")
                    writer.member("reloadJobId", job.id)
                    writer.member("reloadJobMetaZKStorageStatus", "SUCCESS")
                }
            }
        }
        writer.member("status", String(decoding: tables.bytes, as: UTF8.self))
    }

    /// The answer to a reload of one segment.
    static func submitted(_ job: ReloadJob) -> String {
        "Submitted reload job id: \(job.id), sent 1 reload messages. Job meta ZK storage status: SUCCESS"
    }

    /// How far a reload is.
    static func write(_ job: ReloadJob, to writer: inout JSONWriter) {
        writer.member("status", job.isFinished ? (job.failures.isEmpty ? "COMPLETED" : "FAILED") : "IN_PROGRESS")
        writer.key("timeElapsedInMinutes")
        writer.raw(Array("\(job.elapsed.minutes)".utf8))
        writer.key("estimatedTimeRemainingInMinutes")
        writer.raw(Array("\(job.estimatedRemaining.minutes)".utf8))
        writer.member("totalSegmentCount", job.segmentCount)
        writer.member("successCount", job.successCount)
        writer.member("failureCount", job.failures.count)
        writer.member("totalServersQueried", 1)
        writer.member("totalServerCallsFailed", 0)
        writer.object("metadata") { writer in
            writer.member("jobId", job.id)
            writer.member("jobType", job.segmentName == nil ? "RELOAD_ALL_SEGMENTS" : "RELOAD_SEGMENT")
            writer.member("tableName", job.tableName)
            if let segment = job.segmentName { writer.member("segmentName", segment) }
            writer.member("submissionTimeMs", String(job.submittedAt))
            writer.member("messageCount", "1")
        }
        writer.array("segmentReloadFailures", of: job.failures) { writer, failure in
            writer.object { writer in
                writer.member("segmentName", failure.segmentName)
                writer.member("errorMessage", failure.message)
            }
        }
    }
}

extension Duration {
    fileprivate var minutes: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) + Double(attoseconds) * 1e-18) / 60
    }
}
