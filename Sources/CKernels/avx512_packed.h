/// Unpacking with AVX-512 VBMI: one permutation of bytes brings each value into its lane, one shift moves it down.
///
/// A group is the values that fill a vector of 512 bits. As it takes a multiple of 8 bits when packed, all groups of a
/// call start at the same bit of a byte, and one set of control vectors serves all of them, wherever the call starts.

/// How far ahead of the loads a line is asked for: loads across lines hold up the processor's own prefetching.
enum { AHEAD = 512 };

typedef struct {
    __m512i index;
    /// The bytes after those of `index`, for values that may lie across the end of a lane.
    __m512i next;
    __m512i shift;
    __m512i mask;
    /// Packed bytes of a group.
    size_t bytes;
} decoder;

/// Whether a value can reach beyond the 64 bits that hold it and its neighbours.
ALWAYS int is_split(int lane, unsigned width) {
    switch (lane) {
    case 16: return width == 15;
    case 32: return width >= 29 && width < 32;
    case 64: return width >= 58 && width < 64;
    default: return 0;
    }
}

ALWAYS __m512i mask_of(int lane, unsigned width) {
    const uint64_t mask = low_bits(width);
    switch (lane) {
    case 8: return _mm512_set1_epi8((char)mask);
    case 16: return _mm512_set1_epi16((short)mask);
    case 32: return _mm512_set1_epi32((int)mask);
    default: return _mm512_set1_epi64((long long)mask);
    }
}

/// Byte 0 of each 64-bit lane in all its bytes.
ALWAYS __m512i spread(__m512i numbers) {
    return _mm512_shuffle_epi8(
        numbers, _mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8)));
}

ALWAYS decoder make_whole_decoder(int lane, unsigned width, unsigned start) {
    // Control bytes of `vpmultishiftqb` are `width * factor + offset` plus the bit where the lane's values begin.
    uint64_t factor, offset;
    switch (lane) {
    case 8: factor = 0x0706050403020100, offset = 0; break;
    case 16: factor = 0x0303020201010000, offset = 0x0800080008000800; break;
    case 32: factor = 0x0101010100000000, offset = 0x1810080018100800; break;
    default: factor = 0, offset = 0x3830282018100800; break;
    }
    const __m512i lanes = _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7);
    const __m512i bits = _mm512_add_epi64(
        _mm512_mul_epu32(lanes, _mm512_set1_epi64((long long)(64 / lane) * width)), _mm512_set1_epi64(start));
    decoder d;
    d.index = _mm512_add_epi8(spread(_mm512_srli_epi64(bits, 3)), _mm512_set1_epi64(0x0706050403020100));
    d.next = _mm512_setzero_si512();
    d.shift = _mm512_add_epi8(
        spread(_mm512_and_si512(bits, _mm512_set1_epi64(7))), _mm512_set1_epi64((long long)(factor * width + offset)));
    d.mask = mask_of(lane, width);
    d.bytes = 64 / (size_t)lane * width;
    return d;
}

ALWAYS decoder make_split_decoder(int lane, unsigned width, unsigned start) {
    _Alignas(64) uint8_t index[64];
    _Alignas(64) uint8_t shift[64] = {0};
    for (int i = 0; i < 512 / lane; i++) {
        const unsigned bit = start + (unsigned)i * width;
        for (int byte = 0; byte < lane / 8; byte++) index[i * (lane / 8) + byte] = (uint8_t)(bit / 8 + byte);
        shift[i * (lane / 8)] = bit % 8;
    }
    decoder d;
    d.index = _mm512_load_si512(index);
    d.next = _mm512_add_epi8(d.index, _mm512_set1_epi8((char)(lane / 8)));
    d.shift = _mm512_load_si512(shift);
    d.mask = mask_of(lane, width);
    d.bytes = 64 / (size_t)lane * width;
    return d;
}

ALWAYS decoder make_decoder(int lane, int split, unsigned width, size_t first) {
    const unsigned start = (unsigned)(first * width & 7);
    return split ? make_split_decoder(lane, width, start) : make_whole_decoder(lane, width, start);
}

/// The values of a group in lanes of 8, 16, 32 or 64 bits.
ALWAYS __m512i decode(const decoder *d, int lane, int split, __m512i packed) {
    __m512i low = _mm512_permutexvar_epi8(d->index, packed);
    if (!split) return _mm512_and_si512(_mm512_multishift_epi64_epi8(d->shift, low), d->mask);
    __m512i high = _mm512_permutexvar_epi8(d->next, packed);
    switch (lane) {
    case 16: low = _mm512_shrdv_epi16(low, high, d->shift); break;
    case 32: low = _mm512_shrdv_epi32(low, high, d->shift); break;
    default: low = _mm512_shrdv_epi64(low, high, d->shift); break;
    }
    return _mm512_and_si512(low, d->mask);
}

/// 64 bytes, of which only those before `available` are read; the others are zero.
ALWAYS __m512i load_part(const uint8_t *bytes, size_t available) {
    return _mm512_maskz_loadu_epi8(low_bits(available), bytes);
}

/// Bytes from the one that the first value starts in to the one that the last value ends in.
ALWAYS size_t bytes_of(size_t first, size_t count, unsigned width) {
    return ((first * width & 7) + count * width + 7) / 8;
}

/// A group of `size` bytes, 32 or 64: shorter loads lie across fewer cache lines.
ALWAYS __m512i load_group(int size, const uint8_t *bytes) {
    _mm_prefetch((const char *)bytes + AHEAD, _MM_HINT_T0);
    if (size == 64) return _mm512_loadu_si512(bytes);
    return _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)bytes));
}

ALWAYS void unpack32_lanes(
    int size, int split, const uint8_t *packed, size_t first, size_t count, unsigned width, uint32_t *output) {
    const decoder d = make_decoder(32, split, width, first);
    const uint8_t *bytes = packed + first * width / 8;
    size_t available = bytes_of(first, count, width);
    for (; count >= 16 && available >= (size_t)size; count -= 16, output += 16, bytes += d.bytes, available -= d.bytes)
        _mm512_storeu_si512(output, decode(&d, 32, split, load_group(size, bytes)));
    for (; count >= 16; count -= 16, output += 16, bytes += d.bytes, available -= d.bytes)
        _mm512_storeu_si512(output, decode(&d, 32, split, load_part(bytes, available)));
    if (count > 0) {
        const __mmask16 valid = (__mmask16)low_bits(count);
        _mm512_mask_storeu_epi32(output, valid, decode(&d, 32, split, load_part(bytes, available)));
    }
}

static void unpack32(const uint8_t *packed, size_t first, size_t count, unsigned width, uint32_t *output) {
    if (width == 32)
        memcpy(output, packed + first * 4, count * 4);
    else if (is_split(32, width))
        unpack32_lanes(64, 1, packed, first, count, width, output);
    else if (width > 16)
        unpack32_lanes(64, 0, packed, first, count, width, output);
    else
        unpack32_lanes(32, 0, packed, first, count, width, output);
}

/// Values of at most 32 bits, by way of lanes of 32 bits.
ALWAYS void unpack64_by_halves(
    int split, const uint8_t *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step,
    int64_t *output) {
    const decoder d = make_decoder(32, split, width, first);
    const uint8_t *bytes = packed + first * width / 8;
    size_t available = bytes_of(first, count, width);
    __m512i sums = _mm512_add_epi64(
        _mm512_set1_epi64(start),
        _mm512_mullo_epi64(_mm512_set1_epi64(step), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7)));
    const __m512i steps = _mm512_set1_epi64((long long)((uint64_t)step * 8));
    while (count > 0) {
        const __m512i raw = available >= 64 ? load_group(64, bytes) : load_part(bytes, available);
        const __m512i values = decode(&d, 32, split, raw);
        const __m512i low = _mm512_add_epi64(_mm512_cvtepu32_epi64(_mm512_castsi512_si256(values)), sums);
        sums = _mm512_add_epi64(sums, steps);
        const __m512i high = _mm512_add_epi64(_mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(values, 1)), sums);
        sums = _mm512_add_epi64(sums, steps);
        if (count < 16) {
            const uint64_t valid = low_bits(count);
            _mm512_mask_storeu_epi64(output, (__mmask8)valid, low);
            if (count > 8) _mm512_mask_storeu_epi64(output + 8, (__mmask8)(valid >> 8), high);
            return;
        }
        _mm512_storeu_si512(output, low);
        _mm512_storeu_si512(output + 8, high);
        count -= 16, output += 16, bytes += d.bytes, available -= d.bytes;
    }
}

static void unpack64_narrow(
    const uint8_t *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step, int64_t *output) {
    if (is_split(32, width))
        unpack64_by_halves(1, packed, first, count, width, start, step, output);
    else
        unpack64_by_halves(0, packed, first, count, width, start, step, output);
}

ALWAYS void unpack64_lanes(
    int split, const uint8_t *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step,
    int64_t *output) {
    const decoder d = make_decoder(64, split, width, first);
    const uint8_t *bytes = packed + first * width / 8;
    size_t available = bytes_of(first, count, width);
    __m512i sums = _mm512_add_epi64(
        _mm512_set1_epi64(start),
        _mm512_mullo_epi64(_mm512_set1_epi64(step), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7)));
    const __m512i steps = _mm512_set1_epi64((long long)((uint64_t)step * 8));
    for (; count > 0; output += 8, bytes += d.bytes, available -= d.bytes) {
        const __m512i raw = available >= 64 ? load_group(64, bytes) : load_part(bytes, available);
        const __m512i values = _mm512_add_epi64(decode(&d, 64, split, raw), sums);
        sums = _mm512_add_epi64(sums, steps);
        if (count < 8) {
            _mm512_mask_storeu_epi64(output, (__mmask8)low_bits(count), values);
            return;
        }
        _mm512_storeu_si512(output, values);
        count -= 8;
    }
}

/// Values of more than 32 bits.
static void unpack64_wide(
    const uint8_t *packed, size_t first, size_t count, unsigned width, int64_t start, int64_t step, int64_t *output) {
    if (is_split(64, width))
        unpack64_lanes(1, packed, first, count, width, start, step, output);
    else
        unpack64_lanes(0, packed, first, count, width, start, step, output);
}
