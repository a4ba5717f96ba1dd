# A dump of zero bytes is no empty dump: what it held is lost.
head -c 5000 /dev/zero >zeros.csv
head -c 500000 /dev/zero >large.csv
{ printf '\377\376'; head -c 500 /dev/zero; } >marked.csv
try() { trailbook "$@" >out; echo "exit $?" >&2; }
for f in zeros large marked; do
    try import $f.csv
    try import --profile ./doors.yaml $f.csv
done
printf 'profile: p\ntitle: T\nread: {format: json}\ntime: {at: t, formats: [iso]}\naction: a\n' >json.yaml
printf 'profile: p\ntitle: T\nread: {format: xml, record: r}\ntime: {at: t, formats: [iso]}\naction: a\n' >xml.yaml
for f in zeros large; do
    try import --profile ./json.yaml $f.csv
    try import --profile ./xml.yaml $f.csv
done
# Blanks of UTF-16 are one still.
printf '\377\376\r\0\n\0' >blank.csv
try import blank.csv
cat out
