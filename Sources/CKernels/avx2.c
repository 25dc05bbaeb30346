#include "levels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt"))), apply_to = function)
#include "avx2_packed.h"

/// A bitmap of arrays: `vector` gives the mask of `lanes` values from index `i`, `value` a condition on the one at `i`.
#define MATCH(lanes, vector, value)                                                                                    \
    size_t done = 0;                                                                                                   \
    for (; done + 64 <= count; done += 64) {                                                                           \
        uint64_t word = 0;                                                                                             \
        for (size_t part = 0; part < 64; part += lanes) {                                                              \
            const size_t i = done + part;                                                                              \
            word |= (uint64_t)(uint32_t)(vector) << part;                                                              \
        }                                                                                                              \
        words[done / 64] = word;                                                                                       \
    }                                                                                                                  \
    if (done < count) {                                                                                                \
        uint64_t word = 0;                                                                                             \
        for (size_t i = done; i < count; i++) word |= (uint64_t)(value) << (i - done);                                 \
        words[done / 64] = word;                                                                                       \
    }

ALWAYS int between_epi32(__m256i values, __m256i low, __m256i span) {
    const __m256i above = _mm256_sub_epi32(values, low);
    return _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_min_epu32(above, span), above)));
}

static void match_u32(const uint32_t *values, size_t count, uint32_t low, uint32_t high, uint64_t *words) {
    const __m256i least = _mm256_set1_epi32((int)low), span = _mm256_set1_epi32((int)(high - low));
    MATCH(
        8, between_epi32(_mm256_loadu_si256((const __m256i *)(values + i)), least, span),
        values[i] - low <= high - low)
}

ALWAYS int between_epi64(__m256i values, __m256i low, __m256i high) {
    const __m256i outside = _mm256_or_si256(_mm256_cmpgt_epi64(low, values), _mm256_cmpgt_epi64(values, high));
    return ~_mm256_movemask_pd(_mm256_castsi256_pd(outside)) & 15;
}

static void match_i64(const int64_t *values, size_t count, int64_t low, int64_t high, uint64_t *words) {
    const __m256i least = _mm256_set1_epi64x(low), greatest = _mm256_set1_epi64x(high);
    MATCH(
        4, between_epi64(_mm256_loadu_si256((const __m256i *)(values + i)), least, greatest),
        values[i] >= low && values[i] <= high)
}

ALWAYS int between_pd(__m256d values, __m256d low, __m256d high) {
    return _mm256_movemask_pd(
        _mm256_and_pd(_mm256_cmp_pd(values, low, _CMP_GE_OQ), _mm256_cmp_pd(values, high, _CMP_LE_OQ)));
}

ALWAYS int is_between_double(const uint8_t *bytes, double low, double high) {
    double value;
    memcpy(&value, bytes, 8);
    return value >= low && value <= high;
}

static void match_f64(const uint8_t *values, size_t count, double low, double high, uint64_t *words) {
    const __m256d least = _mm256_set1_pd(low), greatest = _mm256_set1_pd(high);
    MATCH(
        4, between_pd(_mm256_loadu_pd((const double *)(values + 8 * i)), least, greatest),
        is_between_double(values + 8 * i, low, high))
}

ALWAYS int between_ps(__m256 values, __m256 low, __m256 high) {
    return _mm256_movemask_ps(
        _mm256_and_ps(_mm256_cmp_ps(values, low, _CMP_GE_OQ), _mm256_cmp_ps(values, high, _CMP_LE_OQ)));
}

ALWAYS int is_between_float(const uint8_t *bytes, float low, float high) {
    float value;
    memcpy(&value, bytes, 4);
    return value >= low && value <= high;
}

static void match_f32(const uint8_t *values, size_t count, float low, float high, uint64_t *words) {
    const __m256 least = _mm256_set1_ps(low), greatest = _mm256_set1_ps(high);
    MATCH(
        8, between_ps(_mm256_loadu_ps((const float *)(values + 4 * i)), least, greatest),
        is_between_float(values + 4 * i, low, high))
}

#include "avx2_runs.h"
#include "blocks.h"
#include "avx2_match.h"

static void positions(const uint64_t *words, size_t count, uint32_t base, uint32_t *output, size_t room) {
    (void)room;
    for (size_t i = 0; i < count; i++) output = positions_of_word(words[i], base + (uint32_t)(i * 64), output);
}

const martlet_variant martlet_avx2 = VARIANT;

#pragma clang attribute pop
#endif
