import ConsumerGroups
import Engine
import KafkaProtocol

extension KafkaBroker {
    /// Answers when the offsets are on disk.
    func commitOffsets(_ request: OffsetCommitRequest, _ call: Call) async -> OffsetCommitResponse {
        let identity = MemberIdentity(
            group: request.groupID, memberID: request.memberID, instanceID: request.groupInstanceID,
            generation: request.generationID)
        var refused = ErrorCode.none
        do throws(GroupRefusal) { try groups.checkCommit(identity) } catch { refused = ErrorCode(error) }
        var response = OffsetCommitResponse()
        var commits: [OffsetStore.Commit] = []
        for topic in request.topics {
            let logs = database.topicLogs(topic.name)
            var answer = OffsetCommitResponse.Topic()
            answer.name = topic.name
            for partition in topic.partitions {
                var part = OffsetCommitResponse.Topic.Partition()
                part.index = partition.index
                part.error = refused
                if refused == .none {
                    if let logs, logs.logs.indices.contains(Int(partition.index)) {
                        if partition.committedMetadata?.utf8.count ?? 0 > BrokerLimits.offsetMetadataBytes {
                            part.error = .offsetMetadataTooLarge
                        } else {
                            commits.append(commit(request.groupID, topic.name, logs.id, partition))
                        }
                    } else {
                        part.error = .unknownTopicOrPartition
                    }
                }
                answer.partitions.append(part)
            }
            response.topics.append(answer)
        }
        if !commits.isEmpty {
            do throws(EngineError) { try await offsets.commit(commits) } catch { response.fail(ErrorCode(error)) }
        }
        return response
    }

    private func commit(
        _ group: String, _ topic: String, _ topicID: UInt64, _ partition: OffsetCommitRequest.Topic.Partition
    ) -> OffsetStore.Commit {
        OffsetStore.Commit(
            key: .init(group: group, topic: topic, partition: partition.index),
            value: .init(
                topicID: topicID, offset: partition.committedOffset, leaderEpoch: partition.committedLeaderEpoch,
                metadata: partition.committedMetadata ?? ""))
    }

    /// What is committed for topics that exist; -1 where nothing is.
    func fetchOffsets(_ request: OffsetFetchRequest, _ call: Call) async -> OffsetFetchResponse {
        var response = OffsetFetchResponse()
        let wanted: [(String, [Int32])] =
            request.topics?.map { ($0.name, $0.partitionIndexes) } ?? offsets.partitions(of: request.groupID)
        for (name, partitions) in wanted {
            var answer = OffsetFetchResponse.Topic()
            answer.name = name
            let topicID = database.topicLogs(name)?.id
            for index in partitions {
                var part = OffsetFetchResponse.Topic.Partition()
                part.index = index
                part.committedOffset = -1
                part.metadata = ""
                let value = offsets.value(.init(group: request.groupID, topic: name, partition: index))
                if let value, value.topicID == topicID {
                    part.committedOffset = value.offset
                    part.committedLeaderEpoch = value.leaderEpoch
                    part.metadata = value.metadata
                }
                answer.partitions.append(part)
            }
            response.topics.append(answer)
        }
        return response
    }
}

extension KafkaBroker {
    /// Forgets committed offsets, answered when that is on disk. Who is in a group keeps what it reads to itself, so a
    /// group with members is taken to read every topic.
    func deleteOffsets(_ request: OffsetDeleteRequest, _ call: Call) async -> OffsetDeleteResponse {
        var response = OffsetDeleteResponse()
        let isActive = groups.isActive(request.groupID)
        guard isActive || offsets.hasGroup(request.groupID) else {
            response.error = .groupIDNotFound
            return response
        }
        var keys: [OffsetStore.Key] = []
        for topic in request.topics {
            var answer = OffsetDeleteResponse.Topic()
            answer.name = topic.name
            for partition in topic.partitions {
                var part = OffsetDeleteResponse.Partition()
                part.index = partition.index
                let key = OffsetStore.Key(group: request.groupID, topic: topic.name, partition: partition.index)
                if isActive {
                    part.error = .groupSubscribedToTopic
                } else if offsets.value(key) != nil {
                    keys.append(key)
                }
                answer.partitions.append(part)
            }
            response.topics.append(answer)
        }
        do throws(EngineError) { if !keys.isEmpty { try await offsets.remove(keys) } } catch {
            response.error = ErrorCode(error)
        }
        return response
    }
}

extension OffsetCommitResponse {
    fileprivate mutating func fail(_ error: ErrorCode) {
        for topic in topics.indices {
            for partition in topics[topic].partitions.indices where topics[topic].partitions[partition].error == .none {
                topics[topic].partitions[partition].error = error
            }
        }
    }
}
