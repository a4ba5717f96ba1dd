# Lines, offsets and bytes of rejects are those of the original encoding; so is a retry.
printf '\377\376' >wide.csv
iconv -f UTF-8 -t UTF-16LE doors-broken.csv >>wide.csv || exit 77
trailbook import --profile ./doors.yaml wide.csv
trailbook rejects list
trailbook rejects export | od -An -c | head -n 2
