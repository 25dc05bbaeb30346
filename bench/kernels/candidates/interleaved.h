/// Interleaved blocks with vectors of `BYTES` bytes; included once per instruction set.

#define LANES(lane) (BYTES / ((lane) / 8))

#define DEFINE(lane, type, mask_of)                                                                                    \
    typedef type NAME(vector##lane) __attribute__((vector_size(BYTES)));                                               \
    typedef uint32_t NAME(wide##lane) __attribute__((vector_size(LANES(lane) * 4)));                                   \
    ALWAYS NAME(vector##lane) NAME(decode##lane)(const uint8_t *block, unsigned width, unsigned row, unsigned part) {  \
        const unsigned bit = row * width, shift = bit % lane;                                                          \
        const uint8_t *bytes = block + bit / lane * 128 + part * BYTES;                                                \
        NAME(vector##lane) values, next;                                                                               \
        memcpy(&values, bytes, BYTES);                                                                                 \
        values >>= (type)shift;                                                                                        \
        if (shift + width > lane) {                                                                                    \
            memcpy(&next, bytes + 128, BYTES);                                                                         \
            values |= next << (type)(lane - shift);                                                                    \
        }                                                                                                              \
        return values & (type)low_bits(width);                                                                         \
    }                                                                                                                  \
    ALWAYS void NAME(unpack##lane)(const uint8_t *packed, size_t count, unsigned width, uint32_t *output) {            \
        for (; count > 0; count -= 1024, packed += 128 * width) {                                                      \
            _Pragma("clang loop unroll(full)") for (unsigned row = 0; row < lane; row++) {                             \
                _Pragma("clang loop unroll(full)") for (unsigned part = 0; part < 128 / BYTES; part++) {               \
                    NAME(vector##lane) values = NAME(decode##lane)(packed, width, row, part);                          \
                    NAME(wide##lane) wide = __builtin_convertvector(values, NAME(wide##lane));                         \
                    memcpy(output, &wide, sizeof wide);                                                                \
                    output += LANES(lane);                                                                             \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }                                                                                                                  \
    ALWAYS void NAME(match##lane)(                                                                                     \
        const uint8_t *packed, size_t count, unsigned width, uint32_t low, uint32_t span, uint64_t *words) {           \
        for (; count > 0; count -= 1024, packed += 128 * width, words += 16) {                                         \
            uint64_t word = 0;                                                                                         \
            _Pragma("clang loop unroll(full)") for (unsigned row = 0; row < lane; row++) {                             \
                _Pragma("clang loop unroll(full)") for (unsigned part = 0; part < 128 / BYTES; part++) {               \
                    NAME(vector##lane) values = NAME(decode##lane)(packed, width, row, part);                          \
                    const unsigned place = row * (1024 / lane) + part * LANES(lane);                                   \
                    word |= (uint64_t)mask_of(values - (type)low <= (type)span) << place % 64;                         \
                    if ((place + LANES(lane)) % 64 == 0) words[place / 64] = word, word = 0;                           \
                }                                                                                                      \
            }                                                                                                          \
        }                                                                                                              \
    }

DEFINE(8, uint8_t, MASK8)
DEFINE(16, uint16_t, MASK16)
DEFINE(32, uint32_t, MASK32)

static void NAME(unpack)(const uint8_t *packed, size_t count, unsigned width, uint32_t *output) {
    switch (width) {
#define CASE(w, lane) case w: NAME(unpack##lane)(packed, count, w, output); break;
        WIDTHS(CASE)
#undef CASE
    }
}

static void NAME(match)(
    const uint8_t *packed, size_t count, unsigned width, uint32_t low, uint32_t span, uint64_t *words) {
    switch (width) {
#define CASE(w, lane) case w: NAME(match##lane)(packed, count, w, low, span, words); break;
        WIDTHS(CASE)
#undef CASE
    }
}
