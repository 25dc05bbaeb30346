import Bytes
import Schema

extension JournalReader {
    /// Reads the checkpoint and then the frames after it, up to the end or to a torn tail.
    mutating func readFrames() throws(FormatError) {
        var next = 1
        while next < sectors.count {
            guard let frame = try readFrame(at: next) else {
                try requireTornTail(from: next)
                break
            }
            try apply(frame, at: next)
            next += JournalFrame.sectorCount(payloadBytes: frame.payload.count)
            contents.end = next * JournalLayout.sectorBytes
            if contents.checkpointBytes == 0 { contents.checkpointBytes = contents.end }
        }
        if contents.checkpointBytes == 0 {
            throw error(.corrupt, "checkpoint", JournalLayout.sectorBytes, "the file ends in its checkpoint")
        }
    }

    /// The frame that starts at a sector; nil if sectors of it are missing.
    private mutating func readFrame(at first: Int) throws(FormatError) -> JournalFrame? {
        guard case .valid(let start) = sectors[first] else { return nil }
        let section = section(start.editNumber)
        guard start.kind == .frameStart, let header = try? JournalFrameHeader(start.bytes) else {
            throw error(.corrupt, section, offset(first), "no frame starts where the one before ends")
        }
        guard header.payloadBytes <= UInt32(CatalogLimits.payloadBytes) else {
            throw error(.corrupt, section, offset(first), "a payload of \(header.payloadBytes) bytes is over the limit")
        }
        let count = JournalFrame.sectorCount(payloadBytes: Int(header.payloadBytes))
        guard let bytes = try gather(first, count, start.editNumber, section) else { return nil }
        let payload = bytes[JournalLayout.frameHeaderBytes...]
        guard payload.count == Int(header.payloadBytes) else {
            throw error(.corrupt, section, offset(first), "the frame's sectors do not add up to its length")
        }
        let checksum = JournalFrame.checksum(
            journal: number, editNumber: start.editNumber, kind: header.kind, chain: header.chain, payload)
        guard checksum == header.checksum else {
            throw error(.corrupt, section, offset(first), "the frame's checksum does not match")
        }
        guard first == 1 || header.chain == contents.lastChecksum else {
            throw error(.corrupt, section, offset(first), "the frame does not follow the one before")
        }
        guard let kind = JournalLayout.FrameKind(rawValue: header.kind) else {
            throw error(.tooNew, section, offset(first), "a frame of the unknown kind \(header.kind)")
        }
        contents.lastChecksum = checksum
        return JournalFrame(kind: kind, editNumber: start.editNumber, payload: Array(payload))
    }

    /// The contents of a frame's sectors; nil if one of them is missing.
    private func gather(
        _ first: Int, _ count: Int, _ editNumber: UInt64, _ section: String
    ) throws(FormatError) -> [UInt8]? {
        guard first + count <= sectors.count else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * JournalLayout.sectorContentBytes)
        for index in first..<first + count {
            guard case .valid(let sector) = sectors[index] else { return nil }
            let expected: JournalLayout.SectorKind = index == first ? .frameStart : .frameContinuation
            guard sector.kind == expected, sector.editNumber == editNumber else {
                throw error(.corrupt, section, offset(index), "the sector belongs to another frame")
            }
            bytes += sector.bytes
        }
        return bytes
    }

    /// Throws unless everything from a sector on is what is left of one frame, whose sync cannot have returned.
    private func requireTornTail(from first: Int) throws(FormatError) {
        for index in first..<sectors.count {
            guard case .valid(let sector) = sectors[index] else { continue }
            let isRest =
                sector.editNumber == contents.state.editNumber + 1
                && (sector.kind == .frameContinuation || (sector.kind == .frameStart && index == first))
            let isCloseMarker =
                sector.editNumber == contents.state.editNumber && sector.kind == .frameStart && index == first
            if !isRest && !isCloseMarker {
                throw error(
                    .corrupt, section(contents.state.editNumber + 1), offset(first),
                    "sectors are missing, and sector \(index) shows that they were written")
            }
        }
    }

    private mutating func apply(_ frame: JournalFrame, at sector: Int) throws(FormatError) {
        let isFirst = contents.checkpointBytes == 0
        guard isFirst == (frame.kind == .checkpoint) else {
            throw error(
                .corrupt, section(frame.editNumber), offset(sector),
                "a file has one checkpoint, and starts with it")
        }
        contents.isClosed = frame.kind == .close
        switch frame.kind {
        case .checkpoint: try applyCheckpoint(frame, at: sector)
        case .edit: try applyEdit(frame, at: sector)
        case .close:
            guard frame.editNumber == contents.state.editNumber, frame.payload.isEmpty else {
                throw error(.corrupt, "close marker", offset(sector), "the marker is not that of the last edit")
            }
        }
    }

    private mutating func applyCheckpoint(_ frame: JournalFrame, at sector: Int) throws(FormatError) {
        let value = try parse(frame, at: sector)
        do throws(PayloadError) {
            contents.state = try CatalogState(stored: value, editNumber: frame.editNumber)
        } catch {
            throw self.error(error, "checkpoint", sector)
        }
        do throws(EditRefusal) {
            try contents.state.checkInvariants()
        } catch {
            throw self.error(.corrupt, "checkpoint", offset(sector), error.detail)
        }
    }

    private mutating func applyEdit(_ frame: JournalFrame, at sector: Int) throws(FormatError) {
        let section = section(frame.editNumber)
        guard frame.editNumber == contents.state.editNumber + 1 else {
            throw error(.corrupt, section, offset(sector), "edit \(contents.state.editNumber + 1) should be here")
        }
        let value = try parse(frame, at: sector)
        let edit: CatalogEdit
        do throws(PayloadError) {
            edit = try CatalogEdit(stored: value)
        } catch {
            throw self.error(error, section, sector)
        }
        do throws(EditRefusal) {
            try StateEditor.replay(edit, on: &contents.state)
        } catch {
            throw self.error(.corrupt, section, offset(sector), error.detail)
        }
    }

    private func parse(_ frame: JournalFrame, at sector: Int) throws(FormatError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue(
                parsing: frame.payload, limits: JSONLimits(documentBytes: CatalogLimits.payloadBytes))
        } catch {
            throw self.error(.corrupt, section(frame.editNumber), offset(sector), error.message)
        }
    }

    private func error(_ payload: PayloadError, _ section: String, _ sector: Int) -> FormatError {
        switch payload {
        case .malformed(let detail): error(.corrupt, section, offset(sector), detail)
        case .unknown(let detail): error(.tooNew, section, offset(sector), detail)
        }
    }

    private func section(_ editNumber: UInt64) -> String {
        contents.checkpointBytes == 0 ? "checkpoint" : "edit \(editNumber)"
    }

    private func offset(_ sector: Int) -> Int { sector * JournalLayout.sectorBytes }
}
