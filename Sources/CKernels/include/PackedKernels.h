#ifndef MARTLET_PACKEDKERNELS_H
#define MARTLET_PACKEDKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Kernels over packed unsigned integers, plain arrays and bitmaps.
///
/// Packed: value `i` is bits `i * width` to `(i + 1) * width - 1` of the bytes read as one little-endian number.
/// `packed` is the first of these bytes, `first` any position, `count` values from there are processed; 16 bytes after
/// the last of all packed bytes must be readable, nothing else is read. With width 0 no byte is.
/// A bitmap is words of 64 bits, bit `i & 63` of word `i >> 6` for value `first + i`; what a kernel writes is
/// `(count + 63) / 64` words, bits from `count` on clear.
///
/// Each exists for several instruction sets with the same results; `level` chooses one of them.
enum {
    MARTLET_BASELINE = 0,
    /// AVX2 and BMI2.
    MARTLET_AVX2 = 1,
    /// AVX-512 with F, BW, DQ, VL, VBMI and VBMI2.
    MARTLET_AVX512 = 2,
};

/// The highest level that this processor can run; a call with a higher one is an illegal instruction.
int martlet_best_level(void);

/// Values of 0 to 32 bits.
void martlet_unpack32(
    int level, const void *packed, size_t first, size_t count, unsigned width, uint32_t *output);

/// Values of 0 to 64 bits; `start + i * step` is added to the `i`th, wrapping around.
void martlet_unpack64(
    int level, const void *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step,
    int64_t *output);

/// A bitmap of the values from `low` to `high`, which is not below `low`.
void martlet_match_range(
    int level, const void *packed, size_t first, size_t count, unsigned width, uint64_t low, uint64_t high,
    uint64_t *words);

/// A bitmap of the values whose bit is set among the `set_words` words of `set`; values beyond are not in the set.
void martlet_match_set(
    int level, const void *packed, size_t first, size_t count, unsigned width, const uint64_t *set, size_t set_words,
    uint64_t *words);

/// The least and the greatest value with `step * i` added to the `i`th; `count` is not 0, and no sum wraps around.
void martlet_packed_bounds(
    int level, const void *packed, size_t first, size_t count, unsigned width, uint64_t step, uint64_t *least,
    uint64_t *greatest);

/// The sum of the values, wrapping around.
uint64_t martlet_packed_sum(int level, const void *packed, size_t first, size_t count, unsigned width);

/// The first `i` > 0 whose value is less than the one before it, or `count`. With `strict` equal ones count as well.
size_t martlet_first_descent(int level, const void *packed, size_t count, unsigned width, int strict);

/// Bitmaps of the numbers of an array from `low` to `high`. Arrays of floating-point numbers may be unaligned; what is
/// not a number never matches.
void martlet_match_u32(
    int level, const uint32_t *values, size_t count, uint32_t low, uint32_t high, uint64_t *words);
void martlet_match_i64(int level, const int64_t *values, size_t count, int64_t low, int64_t high, uint64_t *words);
void martlet_match_f64(int level, const void *values, size_t count, double low, double high, uint64_t *words);
void martlet_match_f32(int level, const void *values, size_t count, float low, float high, uint64_t *words);

/// The least and the greatest of some floating-point numbers, which may be unaligned, as signed integers that sort like
/// them: the bits, of which all but the sign are inverted if that is set. What is not a number lies outside the
/// infinities. `count` is not 0.
void martlet_bounds_f64(int level, const void *values, size_t count, int64_t *least, int64_t *greatest);
void martlet_bounds_f32(int level, const void *values, size_t count, int32_t *least, int32_t *greatest);

/// How many bits are set.
size_t martlet_population(int level, const uint64_t *words, size_t count);

/// Writes `base` plus the position of each set bit, ascending. `output` has room for `room` numbers, which is the
/// population of the words.
void martlet_positions(
    int level, const uint64_t *words, size_t count, uint32_t base, uint32_t *output, size_t room);

/// Runs of equal values. `marks` are words of 64 bits for `rows` rows in all, a bit set where a run starts; row 0
/// starts one, and bits beyond the last row are clear.

/// The run of each of some rows, counted from 0. `entries` are numbers of 4 bytes: how many runs start before each 512
/// rows.
void martlet_runs_of_rows(
    int level, const void *marks, const void *entries, const uint32_t *rows, size_t count, uint32_t *runs);

/// A bitmap of `count` rows from `first` on, in which each has the bit of its run. `runs` are the bits of the runs that
/// these rows are in; the two words behind them must be readable.
void martlet_spread_bits(
    int level, const void *marks, size_t rows, size_t first, size_t count, const uint64_t *runs, uint64_t *words);

/// The values of `count` rows from `first` on. `runs` are the values of the runs that these rows are in; the seven
/// numbers behind them must be readable.
void martlet_spread_u32(
    int level, const void *marks, size_t rows, size_t first, size_t count, const uint32_t *runs, uint32_t *output);

#endif
