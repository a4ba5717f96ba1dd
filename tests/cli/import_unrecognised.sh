# A dump that no profile recognises is refused with what to do.
trailbook import doors.csv
printf '[\n\n  {\n    "a":\t1\n  }\n]\n' >other.json
trailbook import other.json
printf '\377\376' >wide.csv
iconv -f UTF-8 -t UTF-16LE doors.csv >>wide.csv || exit 77
trailbook import wide.csv
