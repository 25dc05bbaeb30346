#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `memcmp`, kept here so that no other file imports the C library for it.
@inline(__always)
func compareBytes(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Int {
    Int(memcmp(left, right, count))
}

/// Unmaps what `mmap` returned; a failure means that the range was never mapped, which is our own mistake.
func unmap(_ base: UnsafeMutableRawPointer, _ count: Int) {
    let result = munmap(base, count)
    precondition(result == 0, "munmap of a mapped region succeeds")
}
