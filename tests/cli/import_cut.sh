# A compressed dump that breaks off before its first record ends says so, and not that no profile fits.
gzip -n <doors.csv | head -c 60 >short.csv.gz
trailbook import --quiet short.csv.gz
trailbook import --quiet --profile ./doors.yaml short.csv.gz
