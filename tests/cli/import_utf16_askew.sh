# A byte too many or too few in UTF-16 spoils its own record alone, in either order of bytes.
{ head -n 1 doors.csv; seq 1 40 | sed 's/.*/&,2026-01-05T08:00:00Z,anna,opened,D&,ok/'; } >plain.csv
for order in LE BE; do
    iconv -f UTF-8 -t UTF-16$order plain.csv >plain.$order || exit 77
    [ $order = LE ] && printf '\377\376' >mark || printf '\376\377' >mark
    for at in 1400 1401; do
        { cat mark; head -c $at plain.$order; printf x; tail -c +$((at + 1)) plain.$order; } >more-$order-$at.csv
        { cat mark; head -c $at plain.$order; tail -c +$((at + 2)) plain.$order; } >less-$order-$at.csv
    done
done
for dump in more-* less-*; do
    rm -f trailbook.db
    echo "$dump"
    trailbook import --profile ./doors.yaml "$dump" 2>&1 | grep -E '^  (records|made|rejected)|:'
done
