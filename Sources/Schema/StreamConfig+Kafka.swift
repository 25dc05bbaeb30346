extension ConfigObject {
    private static let kafka = "stream.kafka."
    private static let consumerProperty = kafka + "consumer.prop."

    /// A stream that is consumed from Kafka, by Pinot's settings.
    func kafkaStream() throws(ConfigError) -> StreamConfig {
        let topic = try requiredString(Self.kafka + "topic.name")
        if topic.utf8.count > ConfigLimits.topicNameBytes {
            throw invalid(Self.kafka + "topic.name", "a topic's name has at most \(ConfigLimits.topicNameBytes) bytes")
        }
        try refuseKafkaSettings()
        var stream = StreamConfig(topic: topic, startAt: try kafkaStart())
        stream.kafka = try kafkaOrigin()
        return stream
    }

    private func kafkaOrigin() throws(ConfigError) -> KafkaOrigin {
        let brokers = try nonEmptyString(Self.kafka + "broker.list")
        let cluster = try nonEmptyString(Self.kafka + "cluster.name")
        let properties = try connectionProperties()
        switch (brokers, cluster) {
        case (.some, .some):
            throw invalid(Self.kafka + "cluster.name", "the cluster is described by stream.kafka.broker.list already")
        case (let brokers?, nil):
            return .described(properties.merging(["bootstrap.servers": brokers]) { $1 })
        case (nil, let cluster):
            if let name = properties.keys.sorted().first {
                throw invalid(
                    name,
                    "a property of the connection goes with stream.kafka.broker.list; others are in the "
                        + "server's cluster file")
            }
            guard let cluster else { return .topicMap }
            try checkName(cluster, self, Self.kafka + "cluster.name")
            if cluster == KafkaStreamProperties.describedCluster {
                throw invalid(Self.kafka + "cluster.name", "the name '\(cluster)' is taken")
            }
            return .cluster(cluster)
        }
    }

    /// The properties for the connection, plain or as `stream.kafka.consumer.prop.…`; others are refused by name.
    private func connectionProperties() throws(ConfigError) -> [String: String] {
        var found: [String: String] = [:]
        for key in fields.keys.sorted() where fields[key] != .null {
            let isPrefixed = key.hasPrefix(Self.consumerProperty)
            let name = isPrefixed ? String(key.dropFirst(Self.consumerProperty.count)) : key
            guard isPrefixed || KafkaStreamProperties.belongsToConnection(name) else { continue }
            if name == "auto.offset.reset" || KafkaStreamProperties.kept.contains(name) { continue }
            if name == "isolation.level" {
                try checkIsolation(key)
                continue
            }
            for (name, value) in try connectionProperty(name, key) {
                if let other = found[name], other != value { throw invalid(key, "\(name) is given twice") }
                found[name] = value
            }
        }
        return found
    }

    private func connectionProperty(_ name: String, _ key: String) throws(ConfigError) -> [String: String] {
        guard let value = propertyText(key) else { throw invalid(key, "expected a string, a number or a boolean") }
        if name == "sasl.jaas.config" { return try login(value, key) }
        let known = KafkaStreamProperties.renamed[name] ?? name
        if KafkaStreamProperties.passedOn.contains(known) { return [known: value] }
        if name.hasPrefix("ssl.truststore") || name.hasPrefix("ssl.keystore.type") {
            throw unsupported(key, "Java's key stores are not read; ssl.ca.location names a file of certificates (PEM)")
        }
        throw unsupported(key, "the property is not available")
    }

    /// Name and password of Java's login modules for PLAIN and SCRAM.
    private func login(_ text: String, _ key: String) throws(ConfigError) -> [String: String] {
        guard text.contains("PlainLoginModule") || text.contains("ScramLoginModule"),
            let user = Self.option("username", in: text), let password = Self.option("password", in: text)
        else {
            throw unsupported(
                key, "only PlainLoginModule and ScramLoginModule with username and password are available")
        }
        return ["sasl.username": user, "sasl.password": password]
    }

    /// The value of `name="value"`, in which a backslash takes the next character as it is.
    private static func option(_ name: String, in text: String) -> String? {
        let bytes = Array(text.utf8)
        let start = Array(" \(name)=\"".utf8)
        guard bytes.count >= start.count,
            let place = (0...(bytes.count - start.count)).first(where: { bytes[$0...].starts(with: start) })
        else { return nil }
        var value: [UInt8] = []
        var isEscaped = false
        for byte in bytes[(place + start.count)...] {
            if !isEscaped && byte == UInt8(ascii: "\"") { return String(decoding: value, as: UTF8.self) }
            if !isEscaped && byte == UInt8(ascii: "\\") {
                isEscaped = true
                continue
            }
            value.append(byte)
            isEscaped = false
        }
        return nil
    }

    private func propertyText(_ key: String) -> String? {
        switch self[key] {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }

    private func checkIsolation(_ key: String) throws(ConfigError) {
        if try string(key)?.lowercased() != "read_committed" {
            throw unsupported(key, "only records of transactions that are committed are read")
        }
    }

    private func refuseKafkaSettings() throws(ConfigError) {
        let consumer = Self.kafka + "consumer.type"
        if let type = try nonEmptyString(consumer), !["lowlevel", "simple"].contains(type.lowercased()) {
            throw unsupported(consumer, "only lowlevel consumers are available")
        }
        let isolation = Self.kafka + "isolation.level"
        if self[isolation] != nil { try checkIsolation(isolation) }
    }

    /// `smallest` unless said otherwise, as for Martlet's own topics; besides `largest`, a time, or a period before
    /// now.
    private func kafkaStart() throws(ConfigError) -> StreamConfig.Start {
        let key = Self.consumerProperty + "auto.offset.reset"
        guard let text = try nonEmptyString(key) else { return .earliest }
        switch text.lowercased() {
        case "smallest", "earliest": return .earliest
        case "largest", "latest": return .latest
        default:
            if Int64(text) == nil, let period = PeriodText.milliseconds(text) { return .before(.milliseconds(period)) }
            if let time = TimestampText.parse(Array(text.utf8)) { return .time(time) }
            throw invalid(
                key,
                "expected smallest, largest, a period such as 2d, or a time such as 2026-01-31T00:00:00Z, found "
                    + "\"\(text.prefix(64))\"")
        }
    }
}
