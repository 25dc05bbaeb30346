#ifndef MARTLET_CKERNELS_H
#define MARTLET_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "PackedKernels.h"

/// CRC-32C (Castagnoli polynomial, reflected, as in RFC 3720) of `count` bytes, continuing from `crc`,
/// the value that an earlier call returned, or 0. Uses the SSE4.2 instruction where the processor has it.
uint32_t martlet_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same by table, on any processor: the yardstick of the test.
uint32_t martlet_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

#endif
