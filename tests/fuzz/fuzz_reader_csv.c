/* fuzz_reader_csv: records of CSV in each dialect; see fuzz_reader.h for what is asserted. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct read_options options = {.format = FORMAT_CSV};

    if (size < 2)
        return 0;
    options.delimiter = data[0] & 1 ? ';' : 0;
    options.quote = data[0] & 2 ? '\'' : 0;
    options.no_quote = (data[0] & 4) != 0;
    options.no_header = (data[0] & 8) != 0;
    fuzz_dump(data + 2, size - 2, 1 + data[1] % 8, &options);
    return 0;
}
