/* fuzz_reader_json: byte 0 picks the path, byte 1 the size of the blocks, the rest is the dump. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const records[] = {"", "results", "items.events"};

    return fuzz_reader(data, size, FORMAT_JSON, records, 3);
}
