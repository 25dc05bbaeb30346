#include "levels.h"

int martlet_best_level(void) {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2")) return MARTLET_BASELINE;
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512vbmi2"))
        return MARTLET_AVX512;
    return MARTLET_AVX2;
#else
    return MARTLET_BASELINE;
#endif
}

ALWAYS const martlet_variant *variant(int level) {
#if defined(__x86_64__)
    if (level == MARTLET_AVX512) return &martlet_avx512;
    if (level == MARTLET_AVX2) return &martlet_avx2;
#endif
    (void)level;
    return &martlet_baseline;
}

/// Sets the first `count` bits, and clears the rest of the last word.
static void fill(uint64_t *words, size_t count, uint64_t value) {
    for (size_t done = 0; done < count; done += 64) words[done / 64] = value & low_bits(count - done);
}

void martlet_unpack32(
    int level, const void *packed, size_t first, size_t count, unsigned width, uint32_t *output) {
    if (count == 0) return;
    if (width == 0)
        memset(output, 0, count * sizeof(uint32_t));
    else
        variant(level)->unpack32(packed, first, count, width, output);
}

void martlet_unpack64(
    int level, const void *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step,
    int64_t *output) {
    if (width > 0) {
        variant(level)->unpack64(packed, first, count, width, start, step, output);
        return;
    }
    for (size_t i = 0; i < count; i++) output[i] = (int64_t)((uint64_t)start + i * (uint64_t)step);
}

void martlet_match_range(
    int level, const void *packed, size_t first, size_t count, unsigned width, uint64_t low, uint64_t high,
    uint64_t *words) {
    const uint64_t greatest = low_bits(width);
    if (low > greatest) {
        fill(words, count, 0);
    } else if (low == 0 && high >= greatest) {
        fill(words, count, ~0ull);
    } else {
        if (high > greatest) high = greatest;
        variant(level)->match_range(packed, first, count, width, low, high, words);
    }
}

void martlet_match_set(
    int level, const void *packed, size_t first, size_t count, unsigned width, const uint64_t *set, size_t set_words,
    uint64_t *words) {
    if (set_words == 0)
        fill(words, count, 0);
    else if (width == 0)
        fill(words, count, set[0] & 1 ? ~0ull : 0);
    else
        variant(level)->match_set(packed, first, count, width, set, set_words, words);
}

void martlet_packed_bounds(
    int level, const void *packed, size_t first, size_t count, unsigned width, uint64_t step, uint64_t *least,
    uint64_t *greatest) {
    if (width > 0) {
        variant(level)->bounds(packed, first, count, width, step, least, greatest);
    } else {
        *least = 0;
        *greatest = step * (count - 1);
    }
}

uint64_t martlet_packed_sum(int level, const void *packed, size_t first, size_t count, unsigned width) {
    return width == 0 ? 0 : variant(level)->sum(packed, first, count, width);
}

size_t martlet_first_descent(int level, const void *packed, size_t count, unsigned width, int strict) {
    if (width == 0) return strict && count > 1 ? 1 : count;
    return variant(level)->first_descent(packed, count, width, strict);
}

void martlet_match_u32(
    int level, const uint32_t *values, size_t count, uint32_t low, uint32_t high, uint64_t *words) {
    variant(level)->match_u32(values, count, low, high, words);
}

void martlet_match_i64(int level, const int64_t *values, size_t count, int64_t low, int64_t high, uint64_t *words) {
    variant(level)->match_i64(values, count, low, high, words);
}

void martlet_match_f64(int level, const void *values, size_t count, double low, double high, uint64_t *words) {
    variant(level)->match_f64(values, count, low, high, words);
}

void martlet_match_f32(int level, const void *values, size_t count, float low, float high, uint64_t *words) {
    variant(level)->match_f32(values, count, low, high, words);
}

void martlet_bounds_f64(int level, const void *values, size_t count, int64_t *least, int64_t *greatest) {
    variant(level)->bounds_f64(values, count, least, greatest);
}

void martlet_bounds_f32(int level, const void *values, size_t count, int32_t *least, int32_t *greatest) {
    variant(level)->bounds_f32(values, count, least, greatest);
}

size_t martlet_population(int level, const uint64_t *words, size_t count) {
    return variant(level)->population(words, count);
}

void martlet_positions(
    int level, const uint64_t *words, size_t count, uint32_t base, uint32_t *output, size_t room) {
    variant(level)->positions(words, count, base, output, room);
}

void martlet_runs_of_rows(
    int level, const void *marks, const void *entries, const uint32_t *rows, size_t count, uint32_t *runs) {
    variant(level)->runs_of_rows(marks, entries, rows, count, runs);
}

void martlet_spread_bits(
    int level, const void *marks, size_t rows, size_t first, size_t count, const uint64_t *runs, uint64_t *words) {
    if (count > 0) variant(level)->spread_bits(marks, rows, first, count, runs, words);
}

void martlet_spread_u32(
    int level, const void *marks, size_t rows, size_t first, size_t count, const uint32_t *runs, uint32_t *output) {
    if (count > 0) variant(level)->spread_u32(marks, rows, first, count, runs, output);
}
