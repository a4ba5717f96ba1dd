# A compressed dump that breaks off before its first record ends is told as that, wherever it is cut.
{ head -n 1 doors.csv && echo "1,2026-01-05T08:00:00Z,\"$(seq -s ' ' 1 2000)\",opened,D1,ok"; } | gzip -n >long.csv.gz
for n in 5 60 500 1000 2000; do
    head -c $n long.csv.gz >short.csv.gz
    trailbook profile explain short.csv.gz 2>&1 | grep -o 'INPUT-DAMAGED\|no profile'
done
