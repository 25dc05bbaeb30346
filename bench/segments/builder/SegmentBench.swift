import Bytes
import Schema
import Segment

/// Makes data sets, and builds segments of them.
///
///     SegmentBench generate lineorder_flat|orders DIRECTORY
///     SegmentBench build DIRECTORY FILE never|automatic THREADS
///
/// `build` writes the segment to FILE and prints what there is to know, a fact in each line, words separated by tabs.
@main
enum SegmentBench {
    private static let seed: UInt64 = 20_261_123

    static func main() {
        do {
            let arguments = CommandLine.arguments.dropFirst()
            switch arguments.first {
            case "generate" where arguments.count == 3:
                try generate(arguments[2], into: arguments[3])
            case "build" where arguments.count == 5:
                try build(arguments[2], to: arguments[3], indexes: arguments[4], threads: arguments[5])
            default:
                throw BenchError(
                    "SegmentBench generate lineorder_flat|orders DIRECTORY\n"
                        + "SegmentBench build DIRECTORY FILE never|automatic THREADS")
            }
        } catch {
            Output.stop("\(error)")
        }
    }

    private static func generate(_ name: String, into directory: String) throws {
        switch name {
        case "lineorder_flat": try DatasetFiles.write(StarSchema.generate(seed: seed), to: directory)
        case "orders": try DatasetFiles.write(OrderEvents.generate(seed: seed), to: directory)
        default: throw BenchError("no data set is called \(name)")
        }
    }

    private static func build(
        _ directory: String, to path: String, indexes: String, threads: String
    ) throws {
        guard indexes == "never" || indexes == "automatic", let threads = Int(threads), threads > 0 else {
            throw BenchError("indexes \(indexes), threads \(threads)?")
        }
        let dataset = try DatasetFiles.read(directory)
        let measurement = try Measurement(
            dataset, path: path, withIndexes: indexes == "automatic", executor: Threads(width: threads))
        Output.print(measurement.lines)
    }
}
