/* fuzz_reader_xml: byte 0 picks the record's name, byte 1 the size of the blocks, the rest is the
 * dump. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const records[] = {"e", "", "event"};

    return fuzz_reader(data, size, FORMAT_XML, records, 3);
}
