/// Unpacking with AVX2: a shuffle inside each half of 128 bits brings every value into its lane, a variable shift moves
/// it down. Eight values take a whole number of bytes, so one set of control vectors serves all groups of eight.
///
/// The loads of 16 bytes start at bytes that hold values, and so end inside the 16 bytes after the packed ones.

typedef struct {
    __m256i index;
    __m256i shift;
    __m256i mask;
    /// The byte where the upper half of a vector begins.
    size_t upper;
} decoder;

/// For vectors with lanes of 32 bits (values of at most 25) or 64 bits (at most 57), from a bit of the first byte on.
ALWAYS decoder make_decoder(int lane, unsigned width, unsigned start) {
    const unsigned lanes = 256 / (unsigned)lane, size = (unsigned)lane / 8;
    _Alignas(32) uint8_t index[32];
    _Alignas(32) uint8_t shift[32] = {0};
    decoder d;
    d.upper = (start + lanes / 2 * width) / 8;
    for (unsigned i = 0; i < lanes; i++) {
        const unsigned bit = start + i * width;
        const unsigned byte = bit / 8 - (i < lanes / 2 ? 0 : (unsigned)d.upper);
        for (unsigned k = 0; k < size; k++) index[i * size + k] = (uint8_t)(byte + k);
        shift[i * size] = bit % 8;
    }
    d.index = _mm256_load_si256((const __m256i *)index);
    d.shift = _mm256_load_si256((const __m256i *)shift);
    d.mask = lane == 32 ? _mm256_set1_epi32((int)low_bits(width)) : _mm256_set1_epi64x((long long)low_bits(width));
    return d;
}

ALWAYS __m256i load_halves(const uint8_t *lower, const uint8_t *upper) {
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)lower)), _mm_loadu_si128((const __m128i *)upper), 1);
}

ALWAYS __m256i decode32(const decoder *d, const uint8_t *bytes) {
    const __m256i lanes = _mm256_shuffle_epi8(load_halves(bytes, bytes + d->upper), d->index);
    return _mm256_and_si256(_mm256_srlv_epi32(lanes, d->shift), d->mask);
}

ALWAYS __m256i decode64(const decoder *d, const uint8_t *bytes) {
    const __m256i lanes = _mm256_shuffle_epi8(load_halves(bytes, bytes + d->upper), d->index);
    return _mm256_and_si256(_mm256_srlv_epi64(lanes, d->shift), d->mask);
}

/// The decoders of values 0 to 3 and 4 to 7 of a group, in lanes of 64 bits.
typedef struct {
    decoder lower;
    decoder upper;
    size_t upper_byte;
} pair_decoder;

ALWAYS pair_decoder make_pair_decoder(unsigned width, unsigned start) {
    pair_decoder p;
    p.lower = make_decoder(64, width, start);
    p.upper = make_decoder(64, width, (start + 4 * width) & 7);
    p.upper_byte = (start + 4 * width) / 8;
    return p;
}

ALWAYS uint32_t *unpack32_by_pairs(
    const uint8_t *bytes, size_t groups, unsigned width, unsigned start, uint32_t *output) {
    const pair_decoder p = make_pair_decoder(width, start);
    for (; groups > 0; groups--, bytes += width, output += 8) {
        const __m256i lower = decode64(&p.lower, bytes), upper = decode64(&p.upper, bytes + p.upper_byte);
        // The low halves of each lane, and then the two in the middle change places.
        const __m256i mixed = _mm256_castps_si256(
            _mm256_shuffle_ps(_mm256_castsi256_ps(lower), _mm256_castsi256_ps(upper), _MM_SHUFFLE(2, 0, 2, 0)));
        _mm256_storeu_si256((__m256i *)output, _mm256_permute4x64_epi64(mixed, _MM_SHUFFLE(3, 1, 2, 0)));
    }
    return output;
}

static void unpack32(const uint8_t *packed, size_t first, size_t count, unsigned width, uint32_t *output) {
    const size_t start = first * width;
    const uint8_t *bytes = packed + start / 8;
    const size_t whole = count & ~(size_t)7;
    if (width == 32) {
        memcpy(output, bytes, count * 4);
        return;
    }
    if (width <= 25) {
        const decoder d = make_decoder(32, width, start & 7);
        for (size_t i = 0; i < whole; i += 8, bytes += width)
            _mm256_storeu_si256((__m256i *)(output + i), decode32(&d, bytes));
    } else {
        unpack32_by_pairs(bytes, whole / 8, width, start & 7, output);
    }
    for (size_t i = whole; i < count; i++) output[i] = (uint32_t)load_packed(packed, start + i * width, width);
}

ALWAYS void store_sums(int64_t *output, __m256i values, __m256i *sums, __m256i steps) {
    _mm256_storeu_si256((__m256i *)output, _mm256_add_epi64(values, *sums));
    *sums = _mm256_add_epi64(*sums, steps);
}

static void unpack64(
    const uint8_t *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step, int64_t *output) {
    const size_t bit = first * width;
    const uint8_t *bytes = packed + bit / 8;
    const uint64_t base = (uint64_t)start, rise = (uint64_t)step;
    const size_t whole = width <= 57 ? count & ~(size_t)7 : 0;
    __m256i sums = _mm256_setr_epi64x(
        start, (int64_t)(base + rise), (int64_t)(base + 2 * rise), (int64_t)(base + 3 * rise));
    const __m256i steps = _mm256_set1_epi64x((int64_t)(4 * rise));
    if (width <= 25) {
        const decoder d = make_decoder(32, width, bit & 7);
        for (size_t i = 0; i < whole; i += 8, bytes += width) {
            const __m256i values = decode32(&d, bytes);
            store_sums(output + i, _mm256_cvtepu32_epi64(_mm256_castsi256_si128(values)), &sums, steps);
            store_sums(output + i + 4, _mm256_cvtepu32_epi64(_mm256_extracti128_si256(values, 1)), &sums, steps);
        }
    } else if (whole > 0) {
        const pair_decoder p = make_pair_decoder(width, bit & 7);
        for (size_t i = 0; i < whole; i += 8, bytes += width) {
            store_sums(output + i, decode64(&p.lower, bytes), &sums, steps);
            store_sums(output + i + 4, decode64(&p.upper, bytes + p.upper_byte), &sums, steps);
        }
    }
    for (size_t i = whole; i < count; i++)
        output[i] = (int64_t)(load_packed(packed, bit + i * width, width) + base + i * rise);
}
