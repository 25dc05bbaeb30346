import Bytes
import Files
import Synchronization

/// A sealed segment: one immutable file, mapped.
///
/// Opening reads the footer only. The bytes of a column are verified when it is first asked for; after that no read of
/// it can fail. Any number of threads may use a segment.
public final class SealedSegment: SegmentSource {
    let file: SegmentFile
    private let indexOfName: [ByteString: Int]
    private let loaded: Mutex<[(any ColumnSource)?]>

    /// The segment in some mapped bytes. `path` is for error messages. O(columns).
    public init(_ mapped: MappedRegion, path: String) throws(FormatError) {
        file = try SegmentFile(mapped, path: path)
        var indexOfName: [ByteString: Int] = [:]
        for (index, column) in file.footer.columns.enumerated() { indexOfName[column.name] = index }
        self.indexOfName = indexOfName
        loaded = Mutex(Array(repeating: nil, count: file.footer.columns.count))
    }

    /// Maps a file and opens the segment in it. With `expecting`, it must be that segment. O(columns).
    public static func open(
        _ fileSystem: any FileSystem, path: String, expecting: (tableID: UInt64, segmentID: UInt64)? = nil
    ) throws(SegmentError) -> SealedSegment {
        let mapped: MappedRegion
        do throws(FileError) { mapped = try fileSystem.map(path) } catch { throw .file(error) }
        do throws(FormatError) {
            let segment = try SealedSegment(mapped, path: path)
            try segment.check(expecting)
            return segment
        } catch { throw .format(error) }
    }

    private func check(_ expected: (tableID: UInt64, segmentID: UInt64)?) throws(FormatError) {
        guard let expected, expected != (identity.tableID, identity.segmentID) else { return }
        throw file.corrupt(
            "footer", at: file.footerOffset,
            "segment \(identity.segmentID) of table \(identity.tableID) where segment \(expected.segmentID) of table "
                + "\(expected.tableID) should be")
    }

    public var identity: SegmentIdentity { file.footer.identity }
    public var name: String { identity.name }
    public var rowCount: Int { file.footer.rowCount }
    public var isConsuming: Bool { false }
    /// Bytes of the file.
    public var byteCount: Int { file.region.count }
    /// All columns, the hidden ones last. Unlike `column`, this touches nothing but the footer.
    public var columns: [SegmentColumn] { file.footer.columns }
    /// All regions, in the order of the file.
    public var regions: [SegmentRegion] { file.footer.regions }
    /// The first damage that was found since the segment was opened, also where the reader could work around it.
    public var damage: FormatError? { file.damage }
    public var readFailure: FormatError? { file.readFailure }

    public func column(_ name: String) throws(FormatError) -> (any ColumnSource)? {
        guard let index = indexOfName[ByteString(name)] else { return nil }
        return try column(at: index)
    }

    /// The column at an index of `columns`. O(bytes of the column) the first time, O(1) later.
    public func column(at index: Int) throws(FormatError) -> any ColumnSource {
        if let column = loaded.withLock({ $0[index] }) { return column }
        do throws(FormatError) {
            let column = try ColumnLoader(regions: ColumnRegions(file, column: index)).load()
            return loaded.withLock { loaded in
                if let first = loaded[index] { return first }
                loaded[index] = column
                return column
            }
        } catch {
            file.report(error)
            throw error
        }
    }
}
