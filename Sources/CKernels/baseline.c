#include "levels.h"

static void unpack32(const uint8_t *packed, size_t first, size_t count, unsigned width, uint32_t *output) {
    size_t bit = first * width;
    for (size_t i = 0; i < count; i++, bit += width) output[i] = (uint32_t)load_packed(packed, bit, width);
}

static void unpack64(
    const uint8_t *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step, int64_t *output) {
    size_t bit = first * width;
    uint64_t sum = (uint64_t)start;
    for (size_t i = 0; i < count; i++, bit += width, sum += (uint64_t)step)
        output[i] = (int64_t)(load_packed(packed, bit, width) + sum);
}

/// A bitmap of what a condition on `i` says for each value.
#define MATCH(condition)                                                                                               \
    for (size_t done = 0; done < count; done += 64) {                                                                  \
        size_t part = least_of(64, count - done);                                                                      \
        uint64_t word = 0;                                                                                             \
        for (size_t bit = 0; bit < part; bit++) {                                                                      \
            size_t i = done + bit;                                                                                     \
            word |= (uint64_t)(condition) << bit;                                                                      \
        }                                                                                                              \
        words[done / 64] = word;                                                                                       \
    }

static void match_u32(const uint32_t *values, size_t count, uint32_t low, uint32_t high, uint64_t *words) {
    MATCH(values[i] - low <= high - low)
}

static void match_i64(const int64_t *values, size_t count, int64_t low, int64_t high, uint64_t *words) {
    MATCH(values[i] >= low && values[i] <= high)
}

ALWAYS double load_double(const uint8_t *values, size_t i) {
    double value;
    memcpy(&value, values + 8 * i, 8);
    return value;
}

ALWAYS float load_float(const uint8_t *values, size_t i) {
    float value;
    memcpy(&value, values + 4 * i, 4);
    return value;
}

static void match_f64(const uint8_t *values, size_t count, double low, double high, uint64_t *words) {
    MATCH((load_double(values, i) >= low) & (load_double(values, i) <= high))
}

static void match_f32(const uint8_t *values, size_t count, float low, float high, uint64_t *words) {
    MATCH((load_float(values, i) >= low) & (load_float(values, i) <= high))
}

/// The lowest bits of `bits`, moved to where bits of `places` are set.
ALWAYS uint64_t deposit(uint64_t bits, uint64_t places) {
    uint64_t result = 0;
    for (; bits != 0; bits >>= 1, places &= places - 1) result |= places & (0 - places) & (0 - (bits & 1));
    return result;
}

#include "runs.h"

static void spread_u32(
    const uint8_t *marks, size_t rows, size_t first, size_t count, const uint32_t *runs, uint32_t *output) {
    for (size_t done = 0; done < count; done += 64) {
        const uint64_t starts = marks_from(marks, rows, first + done) & (done == 0 ? ~1ull : ~0ull);
        runs = spread_rows(starts, least_of(64, count - done), runs, output + done);
    }
}

#include "blocks.h"

static void match_range(
    const uint8_t *packed, size_t first, size_t count, unsigned width, uint64_t low, uint64_t high, uint64_t *words) {
    if (width > 56) {
        match_range_wide(packed, first, count, width, low, high, words);
        return;
    }
    const size_t start = first * width;
    MATCH(load_packed(packed, start + i * width, width) - low <= high - low)
}

static void match_set(
    const uint8_t *packed, size_t first, size_t count, unsigned width, const uint64_t *set, size_t set_words,
    uint64_t *words) {
    match_set_bitwise(packed, first, count, width, set, set_words, words);
}

static void positions(const uint64_t *words, size_t count, uint32_t base, uint32_t *output, size_t room) {
    (void)room;
    for (size_t i = 0; i < count; i++) output = positions_of_word(words[i], base + (uint32_t)(i * 64), output);
}

const martlet_variant martlet_baseline = VARIANT;
