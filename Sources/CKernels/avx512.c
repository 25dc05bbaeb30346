#include "levels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                                                          \
    __attribute__((target(                                                                                             \
        "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt,lzcnt,prefer-256-bit"))),           \
    apply_to = function)
#include "avx512_packed.h"

static void unpack64(
    const uint8_t *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step, int64_t *output) {
    if (width > 32)
        unpack64_wide(packed, first, count, width, start, step, output);
    else
        unpack64_narrow(packed, first, count, width, start, step, output);
}

/// A bitmap of arrays: `compare` gives the mask of one vector for an index and the mask of the lanes that exist.
#define MATCH(lanes, compare)                                                                                          \
    for (size_t done = 0; done < count; done += 64) {                                                                  \
        uint64_t word = 0;                                                                                             \
        if (count - done >= 64) {                                                                                      \
            for (size_t part = 0; part < 64; part += lanes) {                                                          \
                const size_t i = done + part;                                                                          \
                const uint64_t valid = low_bits(lanes);                                                                \
                word |= (uint64_t)(compare) << part;                                                                   \
            }                                                                                                          \
        } else {                                                                                                       \
            for (size_t part = 0; part < count - done; part += lanes) {                                                \
                const size_t i = done + part;                                                                          \
                const uint64_t valid = low_bits(least_of(lanes, count - i));                                           \
                word |= (uint64_t)(compare) << part;                                                                   \
            }                                                                                                          \
        }                                                                                                              \
        words[done / 64] = word;                                                                                       \
    }

static void match_u32(const uint32_t *values, size_t count, uint32_t low, uint32_t high, uint64_t *words) {
    const __m512i least = _mm512_set1_epi32((int)low), span = _mm512_set1_epi32((int)(high - low));
    MATCH(
        16, _mm512_mask_cmple_epu32_mask(
                valid, _mm512_sub_epi32(_mm512_maskz_loadu_epi32(valid, values + i), least), span))
}

static void match_i64(const int64_t *values, size_t count, int64_t low, int64_t high, uint64_t *words) {
    const __m512i least = _mm512_set1_epi64(low), span = _mm512_set1_epi64((int64_t)((uint64_t)high - (uint64_t)low));
    MATCH(
        8, _mm512_mask_cmple_epu64_mask(
               valid, _mm512_sub_epi64(_mm512_maskz_loadu_epi64(valid, values + i), least), span))
}

ALWAYS __mmask8 between_pd(uint64_t valid, __m512d values, __m512d low, __m512d high) {
    const __mmask8 enough = _mm512_mask_cmp_pd_mask((__mmask8)valid, values, low, _CMP_GE_OQ);
    return _mm512_mask_cmp_pd_mask(enough, values, high, _CMP_LE_OQ);
}

static void match_f64(const uint8_t *values, size_t count, double low, double high, uint64_t *words) {
    const __m512d least = _mm512_set1_pd(low), greatest = _mm512_set1_pd(high);
    MATCH(8, between_pd(valid, _mm512_maskz_loadu_pd(valid, values + 8 * i), least, greatest))
}

ALWAYS __mmask16 between_ps(uint64_t valid, __m512 values, __m512 low, __m512 high) {
    const __mmask16 enough = _mm512_mask_cmp_ps_mask((__mmask16)valid, values, low, _CMP_GE_OQ);
    return _mm512_mask_cmp_ps_mask(enough, values, high, _CMP_LE_OQ);
}

static void match_f32(const uint8_t *values, size_t count, float low, float high, uint64_t *words) {
    const __m512 least = _mm512_set1_ps(low), greatest = _mm512_set1_ps(high);
    MATCH(16, between_ps(valid, _mm512_maskz_loadu_ps(valid, values + 4 * i), least, greatest))
}

#include "avx2_runs.h"
#include "blocks.h"
#include "avx512_match.h"

/// With fewer bits per word on average they are taken one by one.
enum { FEW_BITS = 10 };

static void positions(const uint64_t *words, size_t count, uint32_t base, uint32_t *output, size_t room) {
    const __m512i steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const uint32_t *const end = output + room;
    size_t i = 0;
    // Whole vectors are stored, which needs room for 64 numbers.
    for (; room >= FEW_BITS * count && i < count && end - output >= 64; i++, base += 64) {
        for (unsigned part = 0; part < 64; part += 16) {
            const __mmask16 bits = (__mmask16)(words[i] >> part);
            const __m512i all = _mm512_add_epi32(_mm512_set1_epi32((int)(base + part)), steps);
            _mm512_storeu_si512(output, _mm512_maskz_compress_epi32(bits, all));
            output += __builtin_popcount(bits);
        }
    }
    for (; i < count; i++, base += 64) output = positions_of_word(words[i], base, output);
}

const martlet_variant martlet_avx512 = VARIANT;

#pragma clang attribute pop
#endif
