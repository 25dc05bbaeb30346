import Engine

/// Figures about the process that the database cannot know.
package struct ProcessFigures: Sendable {
    package let start = ContinuousClock.now
    /// Bytes of memory that the process occupies now; nil where the system does not say.
    package let residentBytes: @Sendable () -> Int?

    package init(residentBytes: @escaping @Sendable () -> Int? = { nil }) {
        self.residentBytes = residentBytes
    }
}

/// Prometheus' text exposition format, version 0.0.4.
package enum MetricsText {
    static func text(_ metrics: [Metric], process: ProcessFigures) -> String {
        var text = ""
        for metric in metrics {
            appendHead(metric.name, metric.help, metric.kind, to: &text)
            for sample in metric.samples {
                text += metric.name + labels(sample.labels) + " " + number(sample.value) + "\n"
            }
        }
        let uptime = Double((ContinuousClock.now - process.start).wholeMicroseconds) / 1e6
        append("martlet_uptime_seconds", "Seconds since the server was started.", uptime, to: &text)
        if let bytes = process.residentBytes() {
            append("process_resident_memory_bytes", "Resident memory size in bytes.", Double(bytes), to: &text)
        }
        return text
    }

    private static func append(_ name: String, _ help: String, _ value: Double, to text: inout String) {
        appendHead(name, help, .gauge, to: &text)
        text += "\(name) \(number(value))\n"
    }

    private static func appendHead(_ name: String, _ help: String, _ kind: Metric.Kind, to text: inout String) {
        text += "# HELP \(name) \(escape(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    package static func labels(_ labels: [(name: String, value: String)]) -> String {
        if labels.isEmpty { return "" }
        return "{" + labels.map { "\($0.name)=\"\(escape($0.value, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    /// Whole numbers without a fraction; the names that Prometheus gives to what is not finite.
    package static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { String($0) } ?? value.description
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
