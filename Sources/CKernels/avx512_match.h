/// Conditions on packed values with AVX-512: the values of a group are tested in the narrowest lanes that hold them.

typedef enum { BETWEEN, TABLE_64, TABLE_128, TABLE_256, TABLE_1024, TABLE_2048, TABLE_4096 } condition;

typedef struct {
    __m512i low;
    __m512i span;
    /// The bits of a set, or for tables of up to 128 values a byte for each.
    __m512i table[8];
} operands;

/// Bit `v & 7` of byte `v >> 3` of a table of 256 bits.
ALWAYS __mmask64 test_256(__m512i values, __m512i table) {
    const __m512i powers = _mm512_set1_epi64((long long)0x8040201008040201);
    const __m512i bytes = _mm512_and_si512(_mm512_srli_epi16(values, 3), _mm512_set1_epi8(31));
    const __m512i bits = _mm512_shuffle_epi8(powers, _mm512_and_si512(values, _mm512_set1_epi8(7)));
    return _mm512_test_epi8_mask(_mm512_permutexvar_epi8(bytes, table), bits);
}

/// Bit `v & 15` of word `v >> 4` of a table of 1,024, 2,048 or 4,096 bits.
ALWAYS __mmask32 test_words(condition kind, __m512i values, const __m512i *table) {
    const __m512i index = _mm512_srli_epi16(values, 4);
    __m512i words = _mm512_permutex2var_epi16(table[0], index, table[1]);
    if (kind != TABLE_1024) {
        const __mmask32 second = _mm512_test_epi16_mask(values, _mm512_set1_epi16(1 << 10));
        words = _mm512_mask_blend_epi16(second, words, _mm512_permutex2var_epi16(table[2], index, table[3]));
        if (kind == TABLE_4096) {
            const __m512i third = _mm512_permutex2var_epi16(table[4], index, table[5]);
            const __m512i fourth = _mm512_permutex2var_epi16(table[6], index, table[7]);
            const __mmask32 upper = _mm512_test_epi16_mask(values, _mm512_set1_epi16(1 << 11));
            words = _mm512_mask_blend_epi16(upper, words, _mm512_mask_blend_epi16(second, third, fourth));
        }
    }
    const __m512i bits = _mm512_sllv_epi16(
        _mm512_set1_epi16(1), _mm512_and_si512(values, _mm512_set1_epi16(15)));
    return _mm512_test_epi16_mask(words, bits);
}

/// One bit per lane.
ALWAYS uint64_t test(condition kind, int lane, __m512i values, const operands *o) {
    switch (kind) {
    case BETWEEN: break;
    case TABLE_64: return _mm512_movepi8_mask(_mm512_permutexvar_epi8(values, o->table[0]));
    case TABLE_128: return _mm512_movepi8_mask(_mm512_permutex2var_epi8(o->table[0], values, o->table[1]));
    case TABLE_256: return test_256(values, o->table[0]);
    default: return test_words(kind, values, o->table);
    }
    switch (lane) {
    case 8: return _mm512_cmple_epu8_mask(_mm512_sub_epi8(values, o->low), o->span);
    case 16: return _mm512_cmple_epu16_mask(_mm512_sub_epi16(values, o->low), o->span);
    case 32: return _mm512_cmple_epu32_mask(_mm512_sub_epi32(values, o->low), o->span);
    default: return _mm512_cmple_epu64_mask(_mm512_sub_epi64(values, o->low), o->span);
    }
}

ALWAYS void match_lanes(
    condition kind, int lane, int split, const uint8_t *packed, size_t first, size_t count, unsigned width,
    const operands *o, uint64_t *words) {
    const decoder d = make_decoder(lane, split, width, first);
    const size_t groups = (size_t)lane / 8, lanes = 512 / (size_t)lane;
    const uint8_t *bytes = packed + first * width / 8;
    size_t available = bytes_of(first, count, width);
    // While the loads of a word's groups stay inside, they need no mask.
    while (count >= 64 && available >= (groups - 1) * d.bytes + 64) {
        uint64_t word = 0;
        for (size_t group = 0; group < groups; group++) {
            const __m512i values = decode(&d, lane, split, _mm512_loadu_si512(bytes + group * d.bytes));
            word |= test(kind, lane, values, o) << (group * lanes & 63);
        }
        *words++ = word;
        bytes += groups * d.bytes, available -= groups * d.bytes, count -= 64;
    }
    while (count > 0) {
        const size_t part = least_of(count, 64);
        uint64_t word = 0;
        for (size_t done = 0; done < part; done += lanes) {
            const __m512i values = decode(&d, lane, split, load_part(bytes, available));
            word |= test(kind, lane, values, o) << (done & 63);
            // The last group of all may be shorter than others.
            bytes += d.bytes, available -= least_of(d.bytes, available);
        }
        *words++ = word & low_bits(part);
        count -= part;
    }
}

static void match_range(
    const uint8_t *packed, size_t first, size_t count, unsigned width, uint64_t low, uint64_t high, uint64_t *words) {
    operands o;
    const uint64_t span = high - low;
    if (width <= 8) {
        o.low = _mm512_set1_epi8((char)low), o.span = _mm512_set1_epi8((char)span);
        match_lanes(BETWEEN, 8, 0, packed, first, count, width, &o, words);
    } else if (width <= 16) {
        o.low = _mm512_set1_epi16((short)low), o.span = _mm512_set1_epi16((short)span);
        if (is_split(16, width))
            match_lanes(BETWEEN, 16, 1, packed, first, count, width, &o, words);
        else
            match_lanes(BETWEEN, 16, 0, packed, first, count, width, &o, words);
    } else if (width <= 32) {
        o.low = _mm512_set1_epi32((int)low), o.span = _mm512_set1_epi32((int)span);
        if (is_split(32, width))
            match_lanes(BETWEEN, 32, 1, packed, first, count, width, &o, words);
        else
            match_lanes(BETWEEN, 32, 0, packed, first, count, width, &o, words);
    } else {
        o.low = _mm512_set1_epi64((long long)low), o.span = _mm512_set1_epi64((long long)span);
        if (is_split(64, width))
            match_lanes(BETWEEN, 64, 1, packed, first, count, width, &o, words);
        else
            match_lanes(BETWEEN, 64, 0, packed, first, count, width, &o, words);
    }
}

/// A set of up to 4,096 values as bits in registers; what the set does not say is absent.
ALWAYS void load_table(__m512i *table, int vectors, const uint64_t *set, size_t set_words) {
    for (int i = 0; i < vectors; i++) {
        const size_t left = set_words > 8 * (size_t)i ? set_words - 8 * (size_t)i : 0;
        table[i] = _mm512_maskz_loadu_epi64((__mmask8)low_bits(least_of(left, 8)), set + 8 * i);
    }
}

static void match_set(
    const uint8_t *packed, size_t first, size_t count, unsigned width, const uint64_t *set, size_t set_words,
    uint64_t *words) {
    operands o;
    if (width <= 7) {
        o.table[0] = _mm512_movm_epi8(set[0]);
        o.table[1] = _mm512_movm_epi8(set_words > 1 ? set[1] : 0);
        if (width <= 6)
            match_lanes(TABLE_64, 8, 0, packed, first, count, width, &o, words);
        else
            match_lanes(TABLE_128, 8, 0, packed, first, count, width, &o, words);
    } else if (width == 8) {
        load_table(o.table, 1, set, set_words);
        match_lanes(TABLE_256, 8, 0, packed, first, count, width, &o, words);
    } else if (width <= 10) {
        load_table(o.table, 2, set, set_words);
        match_lanes(TABLE_1024, 16, 0, packed, first, count, width, &o, words);
    } else if (width == 11) {
        load_table(o.table, 4, set, set_words);
        match_lanes(TABLE_2048, 16, 0, packed, first, count, width, &o, words);
    } else if (width == 12) {
        load_table(o.table, 8, set, set_words);
        match_lanes(TABLE_4096, 16, 0, packed, first, count, width, &o, words);
    } else {
        match_set_bitwise(packed, first, count, width, set, set_words, words);
    }
}
