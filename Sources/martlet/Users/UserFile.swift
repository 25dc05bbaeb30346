import Authentication
import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The file of the users that may log in.
enum UserFile {
    /// What is in the file. Code: `UNREADABLE_FILE`.
    static func bytes(_ path: String) throws(CommandFailure) -> [UInt8] {
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            // One byte more than is accepted, so that a longer file is refused.
            return Array(try handle.read(upToCount: AuthenticationLimits.fileBytes + 1) ?? Data())
        } catch {
            throw CommandFailure(code: "UNREADABLE_FILE", "\(path): \(error.localizedDescription)")
        }
    }

    /// The users in the file; none if there is no such file.
    static func users(_ path: String) throws -> UserStore {
        guard FileManager.default.fileExists(atPath: path) else { return UserStore() }
        return try UserStore(parsing: try bytes(path))
    }

    /// Puts a file that only its owner can read in the old one's place. Code: `UNWRITABLE_FILE`.
    static func write(_ users: UserStore, to path: String) throws(CommandFailure) {
        // So that the file is its owner's alone from the first byte on.
        let mask = umask(0o077)
        defer { _ = umask(mask) }
        do {
            try Data(users.serialized).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure(code: "UNWRITABLE_FILE", "\(path): \(error.localizedDescription)")
        }
    }
}
