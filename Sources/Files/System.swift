#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// Calls whose names a method of ours hides, behind names that nothing hides.

func systemRename(_ from: String, _ to: String) -> Int32 { rename(from, to) }

func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 { open(path, flags, mode) }
