#include "CKernels.h"

#include <pthread.h>
#include <string.h>

static uint32_t table[8][256];
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static void fill_table(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1u)));
        table[0][byte] = crc;
    }
    for (uint32_t byte = 0; byte < 256; byte++)
        for (int row = 1; row < 8; row++)
            table[row][byte] = (table[row - 1][byte] >> 8) ^ table[0][table[row - 1][byte] & 255];
}

uint32_t martlet_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
    pthread_once(&table_once, fill_table);
    const uint8_t *p = bytes;
    crc = ~crc;
    while (count >= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        word ^= crc;
        crc = table[7][word & 255] ^ table[6][(word >> 8) & 255] ^ table[5][(word >> 16) & 255] ^
              table[4][(word >> 24) & 255] ^ table[3][(word >> 32) & 255] ^ table[2][(word >> 40) & 255] ^
              table[1][(word >> 48) & 255] ^ table[0][word >> 56];
        p += 8;
        count -= 8;
    }
    while (count-- > 0) crc = (crc >> 8) ^ table[0][(crc ^ *p++) & 255];
    return ~crc;
}

#if defined(__x86_64__)
#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *p = bytes;
    uint64_t wide = (uint32_t)~crc;
    while (count >= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        wide = _mm_crc32_u64(wide, word);
        p += 8;
        count -= 8;
    }
    uint32_t narrow = (uint32_t)wide;
    while (count-- > 0) narrow = _mm_crc32_u8(narrow, *p++);
    return ~narrow;
}

uint32_t martlet_crc32c(uint32_t crc, const void *bytes, size_t count) {
    if (__builtin_cpu_supports("sse4.2")) return crc32c_sse42(crc, bytes, count);
    return martlet_crc32c_portable(crc, bytes, count);
}
#else
uint32_t martlet_crc32c(uint32_t crc, const void *bytes, size_t count) {
    return martlet_crc32c_portable(crc, bytes, count);
}
#endif
