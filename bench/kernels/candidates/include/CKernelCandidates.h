#ifndef MARTLET_CKERNELCANDIDATES_H
#define MARTLET_CKERNELCANDIDATES_H

#include <stddef.h>
#include <stdint.h>

/// What was measured against the kernels in use and is not used.
///
/// Interleaved blocks (after FastLanes, Afroozeh and Boncz, 2023): 1,024 values take `128 * width` bytes. They stand in
/// rows of `1024 / lane` neighbours, where a lane has 8, 16 or 32 bits, the least that hold the width; each lane packs
/// its values, one of each row, into words, and word `k` of all lanes are 128 bytes from byte `128 * k` on. Unpacking
/// a row is a load, a shift and a mask with constants. Widths: 1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32; counts are
/// multiples of 1,024. `level` is 1 for AVX2, 2 for AVX-512.
void candidate_interleave(const uint32_t *values, size_t count, unsigned width, uint8_t *output);
void candidate_unpack(int level, const uint8_t *packed, size_t count, unsigned width, uint32_t *output);
void candidate_match(
    int level, const uint8_t *packed, size_t count, unsigned width, uint32_t low, uint32_t span, uint64_t *words);
void candidate_gather_interleaved(
    const uint8_t *packed, const uint32_t *rows, size_t count, unsigned width, uint32_t *output);

/// Gathering from the plain layout: one by one (0), with AVX2 (1) or AVX-512 (2) gather instructions.
void candidate_gather(
    int level, const uint8_t *packed, const uint32_t *rows, size_t count, unsigned width, uint32_t *output);

/// Sums of 64-bit values by code, in one table or four that take turns.
void candidate_group(const uint32_t *codes, const int64_t *values, size_t count, int64_t *sums);
void candidate_group4(const uint32_t *codes, const int64_t *values, size_t count, int64_t *sums[4]);

/// The sum of 64-bit words: the yardstick of the memory's bandwidth.
uint64_t candidate_read(const uint64_t *words, size_t count);

#endif
