/// Conditions on packed values with AVX2.

/// Values of 1 to 9 bits in lanes of 16 bits: a multiplication shifts each to the top of its lane, a shift moves all
/// of them down. 32 values are two vectors whose halves interleave so that packing them to bytes restores the order.
typedef struct {
    __m256i index;
    __m256i factor;
    __m128i drop;
} narrow_decoder;

ALWAYS narrow_decoder make_narrow_decoder(unsigned width, unsigned start) {
    _Alignas(32) uint8_t index[32];
    _Alignas(32) uint16_t factor[16];
    for (unsigned i = 0; i < 8; i++) {
        const unsigned bit = start + i * width;
        index[2 * i] = index[2 * i + 16] = (uint8_t)(bit / 8);
        index[2 * i + 1] = index[2 * i + 17] = (uint8_t)(bit / 8 + 1);
        factor[i] = factor[i + 8] = (uint16_t)(1u << (16 - width - bit % 8));
    }
    narrow_decoder d;
    d.index = _mm256_load_si256((const __m256i *)index);
    d.factor = _mm256_load_si256((const __m256i *)factor);
    d.drop = _mm_cvtsi32_si128((int)(16 - width));
    return d;
}

/// Eight values from each of two places.
ALWAYS __m256i decode16(const narrow_decoder *d, const uint8_t *lower, const uint8_t *upper) {
    const __m256i lanes = _mm256_shuffle_epi8(load_halves(lower, upper), d->index);
    return _mm256_srl_epi16(_mm256_mullo_epi16(lanes, d->factor), d->drop);
}

ALWAYS __m256i between_bytes(__m256i values, __m256i low, __m256i span) {
    const __m256i above = _mm256_sub_epi8(values, low);
    return _mm256_cmpeq_epi8(_mm256_min_epu8(above, span), above);
}

/// Bit `v & 7` of byte `v >> 3` of a table of 256 bits, in two halves that are in both halves of a vector each.
ALWAYS __m256i in_table(__m256i values, __m256i lower, __m256i upper) {
    const __m256i powers = _mm256_set1_epi64x((long long)0x8040201008040201);
    const __m256i index = _mm256_and_si256(_mm256_srli_epi16(values, 3), _mm256_set1_epi8(31));
    const __m256i bytes = _mm256_blendv_epi8(
        _mm256_shuffle_epi8(lower, index), _mm256_shuffle_epi8(upper, index), values);
    const __m256i bits = _mm256_shuffle_epi8(powers, _mm256_and_si256(values, _mm256_set1_epi8(7)));
    return _mm256_cmpeq_epi8(_mm256_and_si256(bytes, bits), bits);
}

/// 32 values of at most 8 bits as bytes.
ALWAYS __m256i decode_bytes(const narrow_decoder *d, const uint8_t *bytes, unsigned width) {
    if (width == 8) return _mm256_loadu_si256((const __m256i *)bytes);
    const __m256i even = decode16(d, bytes, bytes + 2 * width), odd = decode16(d, bytes + width, bytes + 3 * width);
    return _mm256_packus_epi16(even, odd);
}

ALWAYS uint32_t mask_bytes(__m256i lanes) { return (uint32_t)_mm256_movemask_epi8(lanes); }

/// The condition for the last values, fewer than 64, one by one.
ALWAYS uint64_t match_rest(
    const uint8_t *packed, size_t bit, size_t count, unsigned width, uint64_t low, uint64_t span) {
    uint64_t word = 0;
    for (size_t i = 0; i < count; i++, bit += width)
        word |= (uint64_t)(load_packed(packed, bit, width) - low <= span) << i;
    return word;
}

ALWAYS void match_range_bytes(
    const uint8_t *bytes, size_t words_count, unsigned width, unsigned start, uint64_t low, uint64_t span,
    uint64_t *words) {
    const narrow_decoder d = make_narrow_decoder(width, start);
    const __m256i least = _mm256_set1_epi8((char)low), spans = _mm256_set1_epi8((char)span);
    for (size_t i = 0; i < words_count; i++, bytes += 8 * (size_t)width) {
        const uint32_t lower = mask_bytes(between_bytes(decode_bytes(&d, bytes, width), least, spans));
        const uint32_t upper = mask_bytes(between_bytes(decode_bytes(&d, bytes + 4 * width, width), least, spans));
        words[i] = lower | (uint64_t)upper << 32;
    }
}

ALWAYS __m256i between_shorts(__m256i values, __m256i low, __m256i span) {
    const __m256i above = _mm256_sub_epi16(values, low);
    return _mm256_cmpeq_epi16(_mm256_min_epu16(above, span), above);
}

static void match_range_9(
    const uint8_t *bytes, size_t words_count, unsigned start, uint64_t low, uint64_t span, uint64_t *words) {
    const narrow_decoder d = make_narrow_decoder(9, start);
    const __m256i least = _mm256_set1_epi16((short)low), spans = _mm256_set1_epi16((short)span);
    for (size_t i = 0; i < words_count; i++) {
        uint64_t word = 0;
        for (int part = 0; part < 64; part += 32, bytes += 36) {
            const __m256i even = between_shorts(decode16(&d, bytes, bytes + 18), least, spans);
            const __m256i odd = between_shorts(decode16(&d, bytes + 9, bytes + 27), least, spans);
            word |= (uint64_t)mask_bytes(_mm256_packs_epi16(even, odd)) << part;
        }
        words[i] = word;
    }
}

ALWAYS __m256i between_ints(__m256i values, __m256i low, __m256i span) {
    const __m256i above = _mm256_sub_epi32(values, low);
    return _mm256_cmpeq_epi32(_mm256_min_epu32(above, span), above);
}

/// Widths of 10 to 25 bits.
static void match_range_ints(
    const uint8_t *bytes, size_t words_count, unsigned width, unsigned start, uint64_t low, uint64_t span,
    uint64_t *words) {
    const decoder d = make_decoder(32, width, start);
    const __m256i least = _mm256_set1_epi32((int)low), spans = _mm256_set1_epi32((int)span);
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    for (size_t i = 0; i < words_count; i++) {
        uint64_t word = 0;
        for (int part = 0; part < 64; part += 32, bytes += 4 * (size_t)width) {
            const __m256i a = between_ints(decode32(&d, bytes), least, spans);
            const __m256i b = between_ints(decode32(&d, bytes + width), least, spans);
            const __m256i c = between_ints(decode32(&d, bytes + 2 * width), least, spans);
            const __m256i e = between_ints(decode32(&d, bytes + 3 * width), least, spans);
            const __m256i all = _mm256_packs_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, e));
            word |= (uint64_t)mask_bytes(_mm256_permutevar8x32_epi32(all, order)) << part;
        }
        words[i] = word;
    }
}

/// Widths of 26 to 32 bits.
static void match_range_blocks(
    const uint8_t *packed, size_t first, size_t count, unsigned width, uint64_t low, uint64_t high, uint64_t *words) {
    uint32_t block[BLOCK];
    for (size_t done = 0; done < count; done += BLOCK) {
        const size_t part = least_of(BLOCK, count - done);
        unpack32(packed, first + done, part, width, block);
        match_u32(block, part, (uint32_t)low, (uint32_t)high, words + done / 64);
    }
}

static void match_range(
    const uint8_t *packed, size_t first, size_t count, unsigned width, uint64_t low, uint64_t high, uint64_t *words) {
    if (width > 32) {
        match_range_wide(packed, first, count, width, low, high, words);
        return;
    }
    if (width > 25) {
        match_range_blocks(packed, first, count, width, low, high, words);
        return;
    }
    const size_t bit = first * width, whole = count / 64;
    const uint8_t *bytes = packed + bit / 8;
    const unsigned start = bit & 7;
    if (width < 8)
        match_range_bytes(bytes, whole, width, start, low, high - low, words);
    else if (width == 8)
        match_range_bytes(bytes, whole, 8, 0, low, high - low, words);
    else if (width == 9)
        match_range_9(bytes, whole, start, low, high - low, words);
    else
        match_range_ints(bytes, whole, width, start, low, high - low, words);
    if (count % 64 > 0)
        words[whole] = match_rest(packed, bit + whole * 64 * width, count % 64, width, low, high - low);
}

ALWAYS void match_table(
    const uint8_t *bytes, size_t words_count, unsigned width, unsigned start, const uint64_t *table, uint64_t *words) {
    const narrow_decoder d = make_narrow_decoder(width, start);
    const __m256i lower = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
    const __m256i upper = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + 2)));
    for (size_t i = 0; i < words_count; i++, bytes += 8 * (size_t)width) {
        const uint32_t low = mask_bytes(in_table(decode_bytes(&d, bytes, width), lower, upper));
        const uint32_t high = mask_bytes(in_table(decode_bytes(&d, bytes + 4 * width, width), lower, upper));
        words[i] = low | (uint64_t)high << 32;
    }
}

static void match_set(
    const uint8_t *packed, size_t first, size_t count, unsigned width, const uint64_t *set, size_t set_words,
    uint64_t *words) {
    size_t whole = 0;
    if (width <= 8) {
        uint64_t table[4] = {0};
        memcpy(table, set, least_of(4, set_words) * 8);
        whole = count / 64;
        const size_t bit = first * width;
        if (width < 8)
            match_table(packed + bit / 8, whole, width, bit & 7, table, words);
        else
            match_table(packed + bit / 8, whole, 8, 0, table, words);
    }
    match_set_bitwise(packed, first + whole * 64, count - whole * 64, width, set, set_words, words + whole);
}
