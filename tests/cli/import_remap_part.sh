# What a corrected profile no longer makes of one part of an export goes when that part alone is given,
# where records have ids; where they have none, it is told how to make it go.
{ cat p.yaml; echo 'identity: {id: id}'; } >wrong.yaml
{ cat wrong.yaml; echo 'skip: {a: noise}'; } >right.yaml
for n in 1 2 3; do
    echo "{\"t\":\"2026-03-01T00:00:00Z\",\"a\":\"noise\",\"id\":\"$n\"}" >$n.jsonl
    echo "{\"t\":\"2026-03-0${n}T00:00:00Z\",\"a\":\"x\",\"id\":\"1$n\"}" >>$n.jsonl
done
echo '{"t":"2026-03-01T00:00:00Z","a":"noise","id":"1"}' >>2.jsonl
trailbook import --quiet --profile ./wrong.yaml --parts 1.jsonl 2.jsonl 3.jsonl
for n in 1 2 3; do trailbook import --profile ./right.yaml --remap $n.jsonl | grep -E 'removed|kept'; done
sh as_fresh.sh trailbook.db --profile ./right.yaml --parts 1.jsonl 2.jsonl 3.jsonl
# What only the first part met again does not stay for the second's sake.
trailbook import --quiet --db met.db --profile ./wrong.yaml 1.jsonl
head -n 1 1.jsonl >a.jsonl
sed 1d 2.jsonl | head -n 1 >b.jsonl
trailbook import --quiet --db met.db --profile ./wrong.yaml --parts a.jsonl b.jsonl
for n in 1 a; do
    trailbook import --db met.db --profile ./right.yaml --remap $n.jsonl | grep -cE 'removed|kept'
done
trailbook export --db met.db --canonical | wc -l
# Without ids.
for p in wrong right; do grep -v identity $p.yaml >$p-none.yaml; done
trailbook import --quiet --db none.db --profile ./wrong-none.yaml --parts 1.jsonl 2.jsonl
trailbook import --db none.db --profile ./right-none.yaml --remap 1.jsonl | grep -E 'removed|kept'
trailbook import --db none.db --profile ./right-none.yaml --remap 2.jsonl | grep -E 'removed|kept'
trailbook import --db none.db --profile ./right-none.yaml --parts --remap 1.jsonl 2.jsonl | grep -E 'removed|kept'
