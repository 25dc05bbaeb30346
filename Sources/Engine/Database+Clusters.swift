import Catalog
import Ingest
import Logging
import Schema
import Synchronization

// Topics of clusters while tables read them: they grow, move, and come back.
extension Database {
    /// To be called when the server knows other clusters, or other homes of topics, than before. Sources of the
    /// clusters named are opened anew; sources that tables do not have yet are added.
    public func clustersDidChange(_ changed: Set<String>) {
        _ = clusterQuestions.submit { [weak self] in self?.refreshExternalSources(reopening: changed) }
    }

    /// Looks for partitions and sources that tables do not read yet, if it is time.
    func watchClusters() {
        guard options.connector != nil, let next = nextClusterCheck.withLock({ $0 }), ContinuousClock.now >= next
        else { return }
        nextClusterCheck.withLock { $0 = nil }
        let isSubmitted = clusterQuestions.submit { [weak self] in
            self?.refreshExternalSources(reopening: [])
            self?.scheduleClusterCheck()
        }
        if !isSubmitted { scheduleClusterCheck() }
    }

    private func scheduleClusterCheck() {
        nextClusterCheck.withLock { $0 = .now + options.clusterCheckInterval }
    }

    private func refreshExternalSources(reopening changed: Set<String>) {
        guard let connector = options.connector else { return }
        for table in registry.withLock({ Array($0.tables.values) }) {
            for stream in table.config.streams where stream.kafka != nil {
                for topic in stream.externalTopics(connector) where !isShuttingDown {
                    refresh(topic, of: table, connector)
                }
            }
            _ = administration.submit { [weak self] in self?.reopenExternalSources(of: table, changed) }
        }
    }

    /// Asks the cluster how many partitions the topic has, and commits what is new.
    private func refresh(_ topic: StreamTopic, of table: TableRuntime, _ connector: any StreamConnector) {
        do throws(ReadError) {
            let count = try connector.partitionCount(of: topic)
            _ = administration.submit { [weak self] in self?.adopt(topic, count, in: table) }
        } catch {
            logger.debug("asking for the partitions of \(topic.topic) in \(topic.cluster) failed: \(error)")
        }
    }

    private func adopt(_ topic: StreamTopic, _ count: Int32, in table: TableRuntime) {
        guard let entry = catalog.state.tables[table.id] else { return }
        let source = TableSource.kafka(cluster: topic.cluster, topic: topic.topic, partitionCount: count)
        let place = entry.sources.firstIndex { $0.isExternal(cluster: topic.cluster, topic: topic.topic) }
        if let place, case .kafka(_, _, let known) = entry.sources[place], count <= known { return }
        do throws(EngineError) {
            let state = try edit { draft throws(CatalogError) in
                if let place {
                    try draft.append(.growSource(table.id, place: place, partitionCount: count))
                } else {
                    try draft.append(.addSource(table.id, source))
                }
            }
            guard let entry = state.tables[table.id] else { return }
            try reopen(place ?? entry.sources.count - 1, of: table, entry)
            logger.info("\(table.name) reads \(count) partitions of \(topic.topic) in \(topic.cluster)")
        } catch {
            logger.error("reading \(topic.topic) of \(topic.cluster) into \(table.name) failed: \(error)")
        }
    }

    /// Opens those sources anew that belong to changed clusters, and those that can or can no longer be read.
    private func reopenExternalSources(of table: TableRuntime, _ changed: Set<String>) {
        guard let entry = catalog.state.tables[table.id] else { return }
        for source in table.sources where source.log == nil && entry.sources.indices.contains(source.place) {
            guard case .kafka(let cluster, let topic, _) = entry.sources[source.place] else { continue }
            let isWanted = isRead(cluster, topic, table.config)
            guard changed.contains(cluster) || isWanted == source.isAbsent else { continue }
            do throws(EngineError) {
                try reopen(source.place, of: table, entry)
            } catch {
                logger.error("opening \(topic) of \(cluster) again for \(table.name) failed: \(error)")
            }
        }
    }

    private func isRead(_ cluster: String, _ topic: String, _ config: TableConfig) -> Bool {
        guard let connector = options.connector else { return false }
        return config.streams.contains { stream in
            stream.topic == topic && stream.externalTopics(connector).contains { $0.cluster == cluster }
        }
    }

    /// Reads a source by new readers, from where the table is, with whatever partitions it has by now.
    func reopen(_ place: Int, of table: TableRuntime, _ entry: TableEntry) throws(EngineError) {
        guard let consumer = table.consumer else { return }
        let source = try openSource(entry.sources[place], place, of: entry, table.config)
        consumer.setReaders(of: source)
        try begin(source, of: table, entry, consumer)
    }

    /// Opens the sources of a table anew whose streams are described in another way than before.
    func reopenDescribed(_ table: TableRuntime, since old: TableConfig) throws(EngineError) {
        guard let entry = catalog.state.tables[table.id] else { return }
        for (place, source) in entry.sources.enumerated() {
            guard case .kafka(KafkaStreamProperties.describedCluster, let topic, _) = source else { continue }
            let isSame = old.streams.contains { stream in
                stream.topic == topic && table.config.streams.contains(stream)
            }
            if !isSame { try reopen(place, of: table, entry) }
        }
    }
}

extension TableSource {
    func isExternal(cluster: String, topic: String) -> Bool {
        if case .kafka(cluster, topic, _) = self { true } else { false }
    }
}
