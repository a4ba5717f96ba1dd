# Writes the shipped profiles as one C file: cmake -DOUT=... -DFOLDER=... -P embed.cmake
# Byte by byte in hex, so that no quoting rule and no limit on string literals matters.
file(GLOB files "${FOLDER}/*.yaml")
list(TRANSFORM files REPLACE "^.*/([^/]*)\\.yaml$" "\\1" OUTPUT_VARIABLE names)
list(SORT names) # without the ending: "a" comes before "a-b"
set(text "/* Made from importer/profiles by embed.cmake. */\n#include \"profile.h\"\n\n")
set(table "")
foreach(name IN LISTS names)
  string(MAKE_C_IDENTIFIER "${name}" id)
  file(READ "${FOLDER}/${name}.yaml" hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
  string(APPEND text "static const unsigned char text_${id}[] = {\n${hex}0};\n")
  string(APPEND table "    {\"${name}\", text_${id}, sizeof(text_${id}) - 1},\n")
endforeach()
string(APPEND text "
static const struct {
    const char *name;
    const unsigned char *p;
    size_t n;
} shipped[] = {
${table}};

size_t profile_shipped_count(void)
{
    return sizeof(shipped) / sizeof(shipped[0]);
}

const char *profile_shipped_name(size_t i)
{
    return shipped[i].name;
}

struct slice profile_shipped_text(size_t i)
{
    return (struct slice){shipped[i].p, shipped[i].n};
}
")
file(WRITE "${OUT}" "${text}")
