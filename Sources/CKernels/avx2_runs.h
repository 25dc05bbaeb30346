/// Kernels over the marks of runs with AVX2 and BMI2; AVX-512 uses the same.

ALWAYS uint64_t deposit(uint64_t bits, uint64_t places) { return _pdep_u64(bits, places); }

#include "runs.h"

/// Eight rows at a time: the bits of their marks become bytes, whose sums number the runs.
static void spread_u32(
    const uint8_t *marks, size_t rows, size_t first, size_t count, const uint32_t *runs, uint32_t *output) {
    const uint64_t ones = 0x0101010101010101ull;
    for (size_t done = 0; done < count; done += 64) {
        uint64_t starts = marks_from(marks, rows, first + done) & (done == 0 ? ~1ull : ~0ull);
        size_t part = least_of(64, count - done);
        uint32_t *target = output + done;
        for (; part >= 8; part -= 8, starts >>= 8, target += 8) {
            // Numbered from the run of the first of the rows, they are below eight.
            const uint64_t numbers = _pdep_u64(starts & 254, ones) * ones;
            const __m256i indexes = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((int64_t)numbers));
            const __m256i values = _mm256_loadu_si256((const __m256i *)(runs + (starts & 1)));
            _mm256_storeu_si256((__m256i *)target, _mm256_permutevar8x32_epi32(values, indexes));
            runs += _mm_popcnt_u64(starts & 255);
        }
        runs = spread_rows(starts, part, runs, target);
    }
}
