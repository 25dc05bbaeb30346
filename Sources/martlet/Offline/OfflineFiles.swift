import ArgumentParser
import Bytes

/// Files named on the command line, one after the other.
enum OfflineFiles {
    /// Runs `body` for each path; a failure is printed and the next path follows. Throws at the end if one failed.
    static func forEach<Failure: CodedError>(_ paths: [String], _ body: (String) throws(Failure) -> Void) throws {
        var failed = false
        for path in paths {
            do throws(Failure) {
                try body(path)
            } catch {
                Console.error("\(path): \(error.code): \(error.message)")
                failed = true
            }
        }
        if failed { throw ExitCode.failure }
    }
}
