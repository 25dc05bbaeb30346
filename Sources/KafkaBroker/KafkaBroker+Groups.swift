import ConsumerGroups
import Engine
import KafkaProtocol

extension KafkaBroker {
    func joinGroup(_ request: JoinGroupRequest, _ call: Call) async -> JoinGroupResponse {
        let session = Duration.milliseconds(Int64(request.sessionTimeoutMilliseconds))
        let rebalance =
            call.version == 0 ? session : Duration.milliseconds(Int64(request.rebalanceTimeoutMilliseconds))
        let prefix = request.groupInstanceID ?? call.clientID
        let join = JoinRequest(
            group: request.groupID, memberID: request.memberID,
            newMemberID: "\(prefix)-\(UInt64.random(in: 0...UInt64.max))-\(UInt64.random(in: 0...UInt64.max))",
            instanceID: request.groupInstanceID, sessionTimeout: session, rebalanceTimeout: rebalance,
            protocolType: request.protocolType,
            protocols: request.protocols.map { ($0.name, Array($0.metadata)) }, requiresKnownID: call.version >= 4,
            clientID: call.clientID, clientHost: "/" + call.connection.clientHost)
        var response = JoinGroupResponse()
        response.memberID = request.memberID
        response.protocolName = call.version >= 7 ? nil : ""
        switch await groups.join(join, from: call.connection.login) {
        case .success(let joined):
            response.generationID = joined.generation
            response.protocolType = joined.protocolType
            response.protocolName = joined.protocolName
            response.leader = joined.leader
            response.memberID = joined.memberID
            response.members = joined.members.map { member in
                var answer = JoinGroupResponse.Member()
                answer.memberID = member.id
                answer.groupInstanceID = member.instanceID
                answer.metadata = member.metadata[...]
                return answer
            }
        case .failure(let refusal):
            response.error = ErrorCode(refusal)
            if case .memberIDRequired(let id) = refusal { response.memberID = id }
        case nil: response.error = .coordinatorNotAvailable
        }
        return response
    }

    func syncGroup(_ request: SyncGroupRequest, _ call: Call) async -> SyncGroupResponse {
        let identity = MemberIdentity(
            group: request.groupID, memberID: request.memberID, instanceID: request.groupInstanceID,
            generation: request.generationID)
        var assignments: [String: [UInt8]] = [:]
        for assignment in request.assignments { assignments[assignment.memberID] = Array(assignment.assignment) }
        let outcome = await groups.sync(
            identity, protocolType: request.protocolType, protocolName: request.protocolName,
            assignments: assignments, from: call.connection.login)
        var response = SyncGroupResponse()
        switch outcome {
        case .success(let assigned):
            response.protocolType = assigned.protocolType
            response.protocolName = assigned.protocolName
            response.assignment = assigned.assignment[...]
        case .failure(let refusal): response.error = ErrorCode(refusal)
        case nil: response.error = .coordinatorNotAvailable
        }
        return response
    }

    func heartbeat(_ request: HeartbeatRequest, _ call: Call) async -> HeartbeatResponse {
        var response = HeartbeatResponse()
        let identity = MemberIdentity(
            group: request.groupID, memberID: request.memberID, instanceID: request.groupInstanceID,
            generation: request.generationID)
        do throws(GroupRefusal) { try groups.heartbeat(identity) } catch { response.error = ErrorCode(error) }
        return response
    }

    /// One member up to version 2, several by their ids or instance names later.
    func leaveGroup(_ request: LeaveGroupRequest, _ call: Call) async -> LeaveGroupResponse {
        var response = LeaveGroupResponse()
        guard call.version >= 3 else {
            let refusal = groups.leave(request.groupID, memberID: request.memberID, instanceID: nil)
            response.error = refusal.map { ErrorCode($0) } ?? .none
            return response
        }
        response.members = request.members.map { member in
            var answer = LeaveGroupResponse.Member()
            answer.memberID = member.memberID
            answer.groupInstanceID = member.groupInstanceID
            let refusal = groups.leave(
                request.groupID, memberID: member.memberID, instanceID: member.groupInstanceID)
            answer.error = refusal.map { ErrorCode($0) } ?? .none
            return answer
        }
        return response
    }

    func describeGroups(_ request: DescribeGroupsRequest, _ call: Call) async -> DescribeGroupsResponse {
        var response = DescribeGroupsResponse()
        response.groups = request.groups.map { name in
            var answer = DescribeGroupsResponse.Group()
            answer.groupID = name
            guard let group = groups.description(of: name) else {
                answer.groupState = offsets.hasGroup(name) ? "Empty" : "Dead"
                answer.protocolType = offsets.hasGroup(name) ? "consumer" : ""
                return answer
            }
            answer.groupState = group.state
            answer.protocolType = group.protocolType
            answer.protocolData = group.protocolName
            answer.members = group.members.map { member in
                var answer = DescribeGroupsResponse.Group.Member()
                answer.memberID = member.id
                answer.groupInstanceID = member.instanceID
                answer.clientID = member.clientID
                answer.clientHost = member.clientHost
                answer.memberMetadata = member.metadata[...]
                answer.memberAssignment = member.assignment[...]
                return answer
            }
            return answer
        }
        return response
    }

    func listGroups(_ request: ListGroupsRequest, _ call: Call) async -> ListGroupsResponse {
        var response = ListGroupsResponse()
        var found: [String: (type: String, state: String)] = [:]
        for name in offsets.groups { found[name] = ("consumer", "Empty") }
        for group in groups.descriptions { found[group.name] = (group.protocolType, group.state) }
        for (name, group) in found.sorted(by: { $0.key < $1.key }) {
            if !request.statesFilter.isEmpty, !request.statesFilter.contains(group.state) { continue }
            var answer = ListGroupsResponse.Group()
            answer.groupID = name
            answer.protocolType = group.type
            answer.groupState = group.state
            response.groups.append(answer)
        }
        return response
    }

    func deleteGroups(_ request: DeleteGroupsRequest, _ call: Call) async -> DeleteGroupsResponse {
        var response = DeleteGroupsResponse()
        for name in request.groups {
            var answer = DeleteGroupsResponse.Result()
            answer.groupID = name
            if groups.isActive(name) {
                answer.error = .nonEmptyGroup
            } else if !offsets.hasGroup(name) {
                answer.error = .groupIDNotFound
            } else {
                do throws(EngineError) { try await offsets.removeGroup(name) } catch { answer.error = ErrorCode(error) }
            }
            response.results.append(answer)
        }
        return response
    }
}
