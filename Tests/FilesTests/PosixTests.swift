import Files
import Foundation
import Testing

/// What only the operating system's files can show.
@Suite struct PosixTests {
    /// `fdatasync` refuses files of `/proc`, which is as near to a failing disk as a test without a device gets.
    @Test func aFailedSyncPoisonsTheFile() throws {
        let file = try PosixFileSystem(root: "/proc/self").open("oom_score_adj", .readWrite)
        #expect(reason { try file.sync() } == .inputOutput)
        #expect(reason { try file.sync() } == .poisoned)
        #expect(reason { try file.write([48], at: 0) } == .poisoned)
        #expect(reason { try file.truncate(to: 0) } == .poisoned)
    }

    @Test func devicesAreNoFiles() {
        let devices = PosixFileSystem(root: "/dev")
        #expect(reason { _ = try devices.open("null", .readWrite) } == .inputOutput)
        #expect(reason { _ = try devices.map("zero") } == .inputOutput)
    }

    @Test func aFileCannotBeTheRoot() throws {
        let path = FileManager.default.temporaryDirectory.path + "/martlet-root-" + UUID().uuidString
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(reason { try PosixFileSystem(root: path).createRoot() } == .alreadyExists)
        #expect(reason { try PosixFileSystem(root: path + "/below").createRoot() } == .alreadyExists)
    }

    @Test func errorsNamePathOperationAndCause() {
        let files = PosixFileSystem(root: "/nonexistent-martlet")
        let error = #expect(throws: FileError.self) { try files.open("a/b", .readOnly) }
        #expect(error?.description == "FILE_NOT_FOUND: open a/b: No such file or directory")
    }
}
