/// Kernels over the marks of runs. The file that includes this defines `deposit`: the lowest bits of the first operand,
/// moved to where bits of the second are set.

ALWAYS uint64_t load_word(const uint8_t *bytes, size_t index) {
    uint64_t word;
    memcpy(&word, bytes + index * 8, 8);
    return word;
}

/// The marks of 64 rows from any row on; 0 for rows beyond the last.
ALWAYS uint64_t marks_from(const uint8_t *marks, size_t rows, size_t row) {
    const size_t index = row >> 6;
    const unsigned shift = row & 63;
    uint64_t bits = load_word(marks, index) >> shift;
    if (shift != 0 && (index + 1) * 64 < rows) bits |= load_word(marks, index + 1) << (64 - shift);
    return bits;
}

static void runs_of_rows(
    const uint8_t *marks, const uint8_t *entries, const uint32_t *rows, size_t count, uint32_t *runs) {
    size_t index = SIZE_MAX;
    uint32_t before = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t word = rows[i] >> 6;
        if (word != index) {
            // Rows mostly ascend: the count goes on from the word before if that is in the same block.
            if (word < index || word >> 3 != index >> 3) {
                index = word & ~(size_t)7;
                memcpy(&before, entries + (word >> 3) * 4, 4);
            }
            for (; index < word; index++) before += (uint32_t)__builtin_popcountll(load_word(marks, index));
        }
        const uint64_t upto = load_word(marks, word) & (~0ull >> (63 - (rows[i] & 63)));
        runs[i] = before + (uint32_t)__builtin_popcountll(upto) - 1;
    }
}

/// Bit `i` is the exclusive or of the bits 0 to `i`.
ALWAYS uint64_t exclusive_or_of_prefixes(uint64_t bits) {
    for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
    return bits;
}

/// Where a run starts whose bit is not that of the run before it, the bits of rows change: they are the exclusive or of
/// all such changes up to the row.
static void spread_bits(
    const uint8_t *marks, size_t rows, size_t first, size_t count, const uint64_t *runs, uint64_t *words) {
    uint64_t last = runs[0] & 1;
    size_t next = 1;
    for (size_t done = 0; done < count; done += 64) {
        const uint64_t mask = low_bits(count - done);
        // The first row's run has begun.
        const uint64_t starts = marks_from(marks, rows, first + done) & mask & (done == 0 ? ~1ull : ~0ull);
        const unsigned started = (unsigned)__builtin_popcountll(starts), shift = next & 63;
        const uint64_t bits = runs[next >> 6] >> shift | runs[(next >> 6) + 1] << 1 << (63 - shift);
        const uint64_t changes = (bits ^ (bits << 1 | last)) & low_bits(started);
        uint64_t word = 0 - last;
        if (changes != 0) {
            word ^= exclusive_or_of_prefixes(deposit(changes, starts));
            last = bits >> (started - 1) & 1;
        }
        next += started;
        words[done / 64] = word & mask;
    }
}

/// Copies values to rows one by one; returns the last of them.
ALWAYS const uint32_t *spread_rows(uint64_t starts, size_t count, const uint32_t *runs, uint32_t *output) {
    for (size_t i = 0; i < count; i++, starts >>= 1) {
        runs += starts & 1;
        output[i] = *runs;
    }
    return runs;
}
