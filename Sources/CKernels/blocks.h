/// Kernels on top of `unpack32` and `unpack64` of the file that includes this: they unpack a block that stays in the
/// first-level cache and run a plain loop over it, which the compiler vectorises for that file's instruction set.

enum { BLOCK = 512 };

ALWAYS void bounds32(const uint32_t *values, size_t count, uint32_t *least, uint32_t *greatest) {
    uint32_t low = *least, high = *greatest;
    for (size_t i = 0; i < count; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    *least = low;
    *greatest = high;
}

ALWAYS void bounds64(const uint64_t *values, size_t count, uint64_t *least, uint64_t *greatest) {
    uint64_t low = *least, high = *greatest;
    for (size_t i = 0; i < count; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    *least = low;
    *greatest = high;
}

static void bounds(
    const uint8_t *packed, size_t first, size_t count, unsigned width, uint64_t step, uint64_t *least,
    uint64_t *greatest) {
    if (width <= 32 && step == 0) {
        uint32_t block[BLOCK], low = UINT32_MAX, high = 0;
        for (size_t done = 0; done < count; done += BLOCK) {
            size_t part = least_of(BLOCK, count - done);
            unpack32(packed, first + done, part, width, block);
            bounds32(block, part, &low, &high);
        }
        *least = low;
        *greatest = high;
        return;
    }
    uint64_t block[BLOCK];
    *least = UINT64_MAX;
    *greatest = 0;
    for (size_t done = 0; done < count; done += BLOCK) {
        size_t part = least_of(BLOCK, count - done);
        unpack64(packed, first + done, part, width, (int64_t)(step * done), (int64_t)step, (int64_t *)block);
        bounds64(block, part, least, greatest);
    }
}

static uint64_t sum(const uint8_t *packed, size_t first, size_t count, unsigned width) {
    uint64_t total = 0;
    if (width <= 32) {
        uint32_t block[BLOCK];
        for (size_t done = 0; done < count; done += BLOCK) {
            size_t part = least_of(BLOCK, count - done);
            unpack32(packed, first + done, part, width, block);
            for (size_t i = 0; i < part; i++) total += block[i];
        }
        return total;
    }
    uint64_t block[BLOCK];
    for (size_t done = 0; done < count; done += BLOCK) {
        size_t part = least_of(BLOCK, count - done);
        unpack64(packed, first + done, part, width, 0, 0, (int64_t *)block);
        for (size_t i = 0; i < part; i++) total += block[i];
    }
    return total;
}

static size_t first_descent(const uint8_t *packed, size_t count, unsigned width, int strict) {
    // The block begins with the value before it.
    uint64_t block[BLOCK + 1];
    const uint64_t least_rise = strict ? 1 : 0;
    for (size_t done = 1; done < count; done += BLOCK) {
        size_t part = least_of(BLOCK, count - done);
        unpack64(packed, done - 1, part + 1, width, 0, 0, (int64_t *)block);
        uint64_t found = 0;
        for (size_t i = 0; i < part; i++) found |= (uint64_t)(block[i + 1] < block[i]);
        if (strict)
            for (size_t i = 0; i < part; i++) found |= (uint64_t)(block[i + 1] == block[i]);
        if (found == 0) continue;
        for (size_t i = 0; i < part; i++)
            if (block[i + 1] < block[i] || block[i + 1] - block[i] < least_rise) return done + i;
    }
    return count;
}

/// Values of more than 32 bits.
static inline void match_range_wide(
    const uint8_t *packed, size_t first, size_t count, unsigned width, uint64_t low, uint64_t high, uint64_t *words) {
    int64_t block[BLOCK];
    for (size_t done = 0; done < count; done += BLOCK) {
        size_t part = least_of(BLOCK, count - done);
        // Subtracting 2^63 turns the order of unsigned numbers into that of signed ones.
        unpack64(packed, first + done, part, width, INT64_MIN, 0, block);
        match_i64(block, part, (int64_t)(low - (1ull << 63)), (int64_t)(high - (1ull << 63)), words + done / 64);
    }
}

/// Sets too large for registers: one bit is looked up for each value.
static void match_set_bitwise(
    const uint8_t *packed, size_t first, size_t count, unsigned width, const uint64_t *set, size_t set_words,
    uint64_t *words) {
    if (width > 32) {
        for (size_t done = 0; done < count; done += 64) {
            size_t part = least_of(64, count - done);
            uint64_t word = 0;
            for (size_t i = 0; i < part; i++) {
                uint64_t value = load_packed(packed, (first + done + i) * width, width);
                if (value >> 6 < set_words) word |= (set[value >> 6] >> (value & 63) & 1) << i;
            }
            words[done / 64] = word;
        }
        return;
    }
    uint32_t block[64];
    const int covers = set_words >= 1ull << (width > 6 ? width - 6 : 0);
    for (size_t done = 0; done < count; done += 64) {
        size_t part = least_of(64, count - done);
        unpack32(packed, first + done, part, width, block);
        uint64_t word = 0;
        if (covers) {
            for (size_t i = 0; i < part; i++) word |= (set[block[i] >> 6] >> (block[i] & 63) & 1) << i;
        } else {
            for (size_t i = 0; i < part; i++)
                if (block[i] >> 6 < set_words) word |= (set[block[i] >> 6] >> (block[i] & 63) & 1) << i;
        }
        words[done / 64] = word;
    }
}

/// Numbers that sort as the floating-point numbers of the same bits do; what is not a number lies outside the
/// infinities.
ALWAYS int64_t key_of_double(const uint8_t *values, size_t i) {
    int64_t bits;
    memcpy(&bits, values + 8 * i, 8);
    return bits ^ (int64_t)((uint64_t)(bits >> 63) >> 1);
}

ALWAYS int32_t key_of_float(const uint8_t *values, size_t i) {
    int32_t bits;
    memcpy(&bits, values + 4 * i, 4);
    return bits ^ (int32_t)((uint32_t)(bits >> 31) >> 1);
}

static void bounds_f64(const uint8_t *values, size_t count, int64_t *least, int64_t *greatest) {
    int64_t low = INT64_MAX, high = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        const int64_t key = key_of_double(values, i);
        low = key < low ? key : low;
        high = key > high ? key : high;
    }
    *least = low;
    *greatest = high;
}

static void bounds_f32(const uint8_t *values, size_t count, int32_t *least, int32_t *greatest) {
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (size_t i = 0; i < count; i++) {
        const int32_t key = key_of_float(values, i);
        low = key < low ? key : low;
        high = key > high ? key : high;
    }
    *least = low;
    *greatest = high;
}

static size_t population(const uint64_t *words, size_t count) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++) total += (size_t)__builtin_popcountll(words[i]);
    return total;
}

ALWAYS uint32_t *positions_of_word(uint64_t word, uint32_t base, uint32_t *output) {
    for (; word != 0; word &= word - 1) *output++ = base + (uint32_t)__builtin_ctzll(word);
    return output;
}

#define VARIANT                                                                                                        \
    {                                                                                                                  \
        unpack32, unpack64, match_range, match_set, bounds, sum, first_descent, match_u32, match_i64, match_f64,       \
            match_f32, bounds_f64, bounds_f32, population, positions, runs_of_rows, spread_bits, spread_u32            \
    }
