extension Database {
    /// The figures for monitoring, as of now.
    public func metrics() -> [Metric] {
        counters() + tableGauges() + topicGauges() + [
            Self.gauge("martlet_ready", "1 once the log found at start is consumed.", isReady ? 1 : 0),
            Self.gauge("martlet_queries_waiting", "Queries that wait for a thread.", Double(querying.waitingCount)),
        ]
    }

    private func counters() -> [Metric] {
        let counts = metricsCounters
        let figures: [(String, String, Counter)] = [
            ("martlet_records_produced_total", "Records appended to topics.", counts.recordsProduced),
            ("martlet_produced_bytes_total", "Bytes of record batches appended to topics.", counts.bytesProduced),
            ("martlet_log_syncs_total", "Syncs of partition logs.", counts.logSyncs),
            (
                "martlet_log_unsynced_ends_total",
                "Partition logs of topics with martlet.sync=false that were found not closed at start.",
                counts.unsyncedEnds
            ),
            ("martlet_records_compacted_total", "Records that compaction removed.", counts.recordsCompacted),
            ("martlet_rows_ingested_total", "Records that became rows.", counts.rowsIngested),
            ("martlet_records_rejected_total", "Records that could not become rows.", counts.recordsRejected),
            ("martlet_records_filtered_total", "Records that tables' filters left out.", counts.recordsFiltered),
            ("martlet_segments_sealed_total", "Segments sealed.", counts.segmentsSealed),
            ("martlet_seal_failures_total", "Seals that failed and are tried again.", counts.sealFailures),
            ("martlet_segments_merged_total", "Segments that were merged into larger ones.", counts.segmentsMerged),
            ("martlet_segments_rebuilt_total", "Segments built again for new settings.", counts.segmentsRebuilt),
            ("martlet_rebuild_failures_total", "Merges and rebuilds that failed.", counts.rebuildFailures),
            ("martlet_queries_total", "Queries run.", counts.queries),
            ("martlet_query_failures_total", "Queries that ended with an error.", counts.queryFailures),
        ]
        let seconds = Double(counts.queryMicroseconds.total) / 1e6
        return figures.map { name, help, counter in
            Metric(name: name, help: help, kind: .counter, samples: [([], Double(counter.total))])
        } + [
            Metric(
                name: "martlet_query_seconds_total", help: "Time spent on queries.", kind: .counter,
                samples: [([], seconds)])
        ]
    }

    private func tableGauges() -> [Metric] {
        var rows: [(labels: [(name: String, value: String)], value: Double)] = []
        var segments = rows
        var bytes = rows
        var lag = rows
        for name in tableNamesWithType() {
            guard let size = try? tableSize(name) else { continue }
            let label = [(name: "table", value: name)]
            rows.append((label + [("state", "sealed")], Double(size.sealedRows)))
            rows.append((label + [("state", "consuming")], Double(size.consumingRows)))
            bytes.append((label + [("state", "sealed")], Double(size.sealedBytes)))
            bytes.append((label + [("state", "consuming")], Double(size.consumingBytes)))
            segments.append((label, Double(size.segments.count)))
            for partition in (try? consumingSegments(name)) ?? [] {
                let records = max(0, partition.latestOffset - partition.currentOffset)
                lag.append((label + [("partition", String(partition.partition))], Double(records)))
            }
        }
        return [
            Metric(name: "martlet_table_rows", help: "Rows of a table.", kind: .gauge, samples: rows),
            Metric(name: "martlet_table_bytes", help: "Bytes of a table.", kind: .gauge, samples: bytes),
            Metric(name: "martlet_table_segments", help: "Sealed segments.", kind: .gauge, samples: segments),
            Metric(name: "martlet_lag_records", help: "Records not consumed yet.", kind: .gauge, samples: lag),
        ]
    }

    private func topicGauges() -> [Metric] {
        let samples = topics().flatMap { topic in
            topic.partitions.map { partition in
                (
                    labels: [(name: "topic", value: topic.name), (name: "partition", value: "\(partition.partition)")],
                    value: Double(partition.byteCount)
                )
            }
        }
        let unsynced = topics().filter(\.isUnsynced).map { topic in
            (labels: [(name: "topic", value: topic.name)], value: 1.0)
        }
        return [
            Metric(name: "martlet_log_bytes", help: "Bytes of a partition log.", kind: .gauge, samples: samples),
            Metric(
                name: "martlet_topic_unsynced",
                help: "1 for a topic whose records are acknowledged before they are on disk.", kind: .gauge,
                samples: unsynced),
        ]
    }

    private static func gauge(_ name: String, _ help: String, _ value: Double) -> Metric {
        Metric(name: name, help: help, kind: .gauge, samples: [([], value)])
    }
}
