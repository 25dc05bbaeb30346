#include "CKernelCandidates.h"

#include <string.h>

#define ALWAYS static inline __attribute__((always_inline))
#define WIDTHS(CASE)                                                                                                   \
    CASE(1, 8) CASE(2, 8) CASE(4, 8) CASE(6, 8) CASE(8, 8) CASE(10, 16) CASE(12, 16) CASE(16, 16) CASE(20, 32)         \
    CASE(24, 32) CASE(32, 32)

ALWAYS uint64_t low_bits(unsigned bits) { return bits >= 64 ? ~0ull : (1ull << bits) - 1; }

ALWAYS unsigned lane_of(unsigned width) { return width <= 8 ? 8 : width <= 16 ? 16 : 32; }

/// The bits of a value in its block begin at this bit of the lane's words; the lane's first word at the byte returned.
ALWAYS size_t place_of(size_t index, unsigned lane, unsigned width, unsigned *bit) {
    const size_t lanes = 1024 / lane;
    *bit = (unsigned)(index % 1024 / lanes) * width;
    return index / 1024 * 128 * width + index % lanes * (lane / 8);
}

void candidate_interleave(const uint32_t *values, size_t count, unsigned width, uint8_t *output) {
    const unsigned lane = lane_of(width);
    memset(output, 0, count / 8 * width);
    for (size_t i = 0; i < count; i++) {
        unsigned first;
        const size_t base = place_of(i, lane, width, &first);
        for (unsigned k = 0; k < width; k++) {
            const unsigned bit = first + k;
            output[base + bit / lane * 128 + bit % lane / 8] |= (uint8_t)((values[i] >> k & 1) << (bit % 8));
        }
    }
}

#define GATHER(lane, type)                                                                                             \
    for (size_t i = 0; i < count; i++) {                                                                               \
        unsigned bit;                                                                                                  \
        const uint8_t *word = packed + place_of(rows[i], lane, width, &bit) + bit / lane * 128;                        \
        const unsigned shift = bit % lane;                                                                             \
        type low, high;                                                                                                \
        memcpy(&low, word, sizeof low);                                                                                \
        memcpy(&high, word + (shift + width > lane ? 128 : 0), sizeof high);                                           \
        output[i] = (uint32_t)(((uint64_t)high << lane | low) >> shift & low_bits(width));                             \
    }

void candidate_gather_interleaved(
    const uint8_t *packed, const uint32_t *rows, size_t count, unsigned width, uint32_t *output) {
    switch (lane_of(width)) {
    case 8: GATHER(8, uint8_t) break;
    case 16: GATHER(16, uint16_t) break;
    default: GATHER(32, uint32_t) break;
    }
}

ALWAYS void gather_scalar(
    const uint8_t *packed, const uint32_t *rows, size_t count, unsigned width, uint32_t *output) {
    for (size_t i = 0; i < count; i++) {
        const size_t bit = (size_t)rows[i] * width;
        uint64_t word;
        memcpy(&word, packed + bit / 8, 8);
        output[i] = (uint32_t)(word >> bit % 8 & low_bits(width));
    }
}

void candidate_group(const uint32_t *codes, const int64_t *values, size_t count, int64_t *sums) {
    for (size_t i = 0; i < count; i++) sums[codes[i]] += values[i];
}

void candidate_group4(const uint32_t *codes, const int64_t *values, size_t count, int64_t *sums[4]) {
    int64_t *a = sums[0], *b = sums[1], *c = sums[2], *d = sums[3];
    for (size_t i = 0; i + 4 <= count; i += 4) {
        a[codes[i]] += values[i];
        b[codes[i + 1]] += values[i + 1];
        c[codes[i + 2]] += values[i + 2];
        d[codes[i + 3]] += values[i + 3];
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,bmi2"))), apply_to = function)
#define BYTES 64
#define NAME(x) x##_avx512
#define MASK8(m) _mm512_movepi8_mask((__m512i)(m))
#define MASK16(m) _mm512_movepi16_mask((__m512i)(m))
#define MASK32(m) _mm512_movepi32_mask((__m512i)(m))
#include "interleaved.h"
#undef BYTES
#undef NAME
#undef MASK8
#undef MASK16
#undef MASK32

static void gather_avx512(
    const uint8_t *packed, const uint32_t *rows, size_t count, unsigned width, uint32_t *output) {
    const __m512i widths = _mm512_set1_epi64(width), mask = _mm512_set1_epi64((long long)low_bits(width));
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m512i row = _mm512_cvtepu32_epi64(_mm256_loadu_si256((const __m256i *)(rows + i)));
        const __m512i bit = _mm512_mul_epu32(row, widths);
        const __m512i words = _mm512_i64gather_epi64(_mm512_srli_epi64(bit, 3), packed, 1);
        const __m512i moved = _mm512_srlv_epi64(words, _mm512_and_si512(bit, _mm512_set1_epi64(7)));
        _mm256_storeu_si256((__m256i *)(output + i), _mm512_cvtepi64_epi32(_mm512_and_si512(moved, mask)));
    }
    gather_scalar(packed, rows + i, count - i, width, output + i);
}

uint64_t candidate_read(const uint64_t *words, size_t count) {
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) sum += words[i];
    return sum;
}
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,bmi2"))), apply_to = function)
#define BYTES 32
#define NAME(x) x##_avx2
#define MASK8(m) (uint32_t)_mm256_movemask_epi8((__m256i)(m))
#define MASK16(m) _pext_u32((uint32_t)_mm256_movemask_epi8((__m256i)(m)), 0x55555555)
#define MASK32(m) (uint32_t)_mm256_movemask_ps((__m256)(m))
#include "interleaved.h"

static void gather_avx2(
    const uint8_t *packed, const uint32_t *rows, size_t count, unsigned width, uint32_t *output) {
    const __m256i widths = _mm256_set1_epi64x(width), mask = _mm256_set1_epi64x((long long)low_bits(width));
    const __m256i order = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const __m256i row = _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)(rows + i)));
        const __m256i bit = _mm256_mul_epu32(row, widths);
        const __m256i words = _mm256_i64gather_epi64((const long long *)packed, _mm256_srli_epi64(bit, 3), 1);
        const __m256i moved = _mm256_srlv_epi64(words, _mm256_and_si256(bit, _mm256_set1_epi64x(7)));
        const __m256i codes = _mm256_permutevar8x32_epi32(_mm256_and_si256(moved, mask), order);
        _mm_storeu_si128((__m128i *)(output + i), _mm256_castsi256_si128(codes));
    }
    gather_scalar(packed, rows + i, count - i, width, output + i);
}
#pragma clang attribute pop

void candidate_unpack(int level, const uint8_t *packed, size_t count, unsigned width, uint32_t *output) {
    (level == 2 ? unpack_avx512 : unpack_avx2)(packed, count, width, output);
}

void candidate_match(
    int level, const uint8_t *packed, size_t count, unsigned width, uint32_t low, uint32_t span, uint64_t *words) {
    (level == 2 ? match_avx512 : match_avx2)(packed, count, width, low, span, words);
}

void candidate_gather(
    int level, const uint8_t *packed, const uint32_t *rows, size_t count, unsigned width, uint32_t *output) {
    if (level == 2)
        gather_avx512(packed, rows, count, width, output);
    else if (level == 1)
        gather_avx2(packed, rows, count, width, output);
    else
        gather_scalar(packed, rows, count, width, output);
}
#else
#error "the candidates are for x86-64"
#endif
