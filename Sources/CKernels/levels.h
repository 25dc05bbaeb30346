#ifndef MARTLET_LEVELS_H
#define MARTLET_LEVELS_H

#include <stdint.h>
#include <string.h>

#include "PackedKernels.h"

#define ALWAYS static inline __attribute__((always_inline))

/// One variant of every kernel: what `PackedKernels.h` declares, without the level, for widths from 1.
typedef struct {
    void (*unpack32)(const uint8_t *, size_t, size_t, unsigned, uint32_t *);
    void (*unpack64)(const uint8_t *, size_t, size_t, unsigned, int64_t, int64_t, int64_t *);
    /// The bounds fit the width, and `low <= high`.
    void (*match_range)(const uint8_t *, size_t, size_t, unsigned, uint64_t, uint64_t, uint64_t *);
    void (*match_set)(const uint8_t *, size_t, size_t, unsigned, const uint64_t *, size_t, uint64_t *);
    void (*bounds)(const uint8_t *, size_t, size_t, unsigned, uint64_t, uint64_t *, uint64_t *);
    uint64_t (*sum)(const uint8_t *, size_t, size_t, unsigned);
    size_t (*first_descent)(const uint8_t *, size_t, unsigned, int);
    void (*match_u32)(const uint32_t *, size_t, uint32_t, uint32_t, uint64_t *);
    void (*match_i64)(const int64_t *, size_t, int64_t, int64_t, uint64_t *);
    void (*match_f64)(const uint8_t *, size_t, double, double, uint64_t *);
    void (*match_f32)(const uint8_t *, size_t, float, float, uint64_t *);
    void (*bounds_f64)(const uint8_t *, size_t, int64_t *, int64_t *);
    void (*bounds_f32)(const uint8_t *, size_t, int32_t *, int32_t *);
    size_t (*population)(const uint64_t *, size_t);
    void (*positions)(const uint64_t *, size_t, uint32_t, uint32_t *, size_t);
    void (*runs_of_rows)(const uint8_t *, const uint8_t *, const uint32_t *, size_t, uint32_t *);
    void (*spread_bits)(const uint8_t *, size_t, size_t, size_t, const uint64_t *, uint64_t *);
    void (*spread_u32)(const uint8_t *, size_t, size_t, size_t, const uint32_t *, uint32_t *);
} martlet_variant;

extern const martlet_variant martlet_baseline;
#if defined(__x86_64__)
extern const martlet_variant martlet_avx2;
extern const martlet_variant martlet_avx512;
#endif

/// The lowest `bits` bits set; 0 to 64.
ALWAYS uint64_t low_bits(uint64_t bits) { return bits >= 64 ? ~0ull : (1ull << bits) - 1; }

ALWAYS size_t least_of(size_t left, size_t right) { return left < right ? left : right; }

/// One value of 1 to 64 bits that starts at a bit. Reads the nine bytes from the one that it starts in.
ALWAYS uint64_t load_packed(const uint8_t *packed, size_t bit, unsigned width) {
    uint64_t word;
    memcpy(&word, packed + (bit >> 3), 8);
    unsigned shift = bit & 7;
    word >>= shift;
    if (width > 56) word |= (uint64_t)packed[(bit >> 3) + 8] << 1 << (63 - shift);
    return word & low_bits(width);
}

#endif
