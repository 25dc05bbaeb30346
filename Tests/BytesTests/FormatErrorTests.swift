import Bytes
import Testing

@Suite struct FormatErrorTests {
    @Test func namesFileSectionAndOffset() {
        let error = FormatError(
            .corrupt, file: "tables/1/2.seg", section: "footer", offset: 4096, "checksum 1, expected 2")
        #expect(error.code == "CORRUPT_FILE")
        #expect("\(error)" == "CORRUPT_FILE: tables/1/2.seg: footer at byte 4096: checksum 1, expected 2")
        #expect(FormatError(.tooOld, file: "", section: "", offset: 0, "").code == "FILE_TOO_OLD")
        #expect(FormatError(.tooNew, file: "", section: "", offset: 0, "").code == "FILE_TOO_NEW")
    }
}
