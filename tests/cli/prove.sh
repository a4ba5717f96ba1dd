# What is proved of events, and what is told of those that cannot be.
told() { sed -E 's/^[A-Za-z0-9+/]{43}=$/HASH/; s/^(— [^ ]*) .*/\1 SIGNATURE/; s/("checkpoint": ").*"/\1NOTE"/'; }
prove() { trailbook prove "$@" | told; }
trailbook key new --quiet --name example.org/doors a.key
trailbook import --quiet --profile ./doors.yaml doors.csv
prove door:D1 --out none
trailbook seal --quiet --key a.key
trailbook import --quiet --profile ./doors.yaml doors-february.csv
prove door:D1 --out first
ls first
prove "$(trailbook export --format jsonl | sed -n '$s/.*"id":"\([a-z2-7]*\)".*/\1/p')" --out none
trailbook seal --quiet --key a.key
prove D1 --out second --json
prove "$(trailbook export --format jsonl | sed -n '1s/.*"id":"\([a-z2-7]\{10\}\).*/\1/p')" --out third --quiet
ls third
# What names nothing, and what is there already.
prove door --out none
prove door:D7 --out none
prove aaaaaaaaaa --out none
prove D1 --out first
prove D1 --out no/folder
prove D1
prove D1 D2 --out none
# Between checkpoints.
prove --consistency 6 8
prove --consistency 0 6
prove --consistency 8 8
prove --consistency 8 6
prove --consistency 5 8
prove --consistency 6 9
prove --consistency 6
prove --consistency 6 all
prove --consistency 6 8 --out none
ls -d none 2>/dev/null
# A store that no longer gives what was signed.
cp trailbook.db good.db
sqlite3 trailbook.db "UPDATE entry SET leaf=zeroblob(32) WHERE idx=3"
prove D1 --out none
prove --consistency 6 8
cp good.db trailbook.db
sqlite3 trailbook.db "UPDATE event SET parties=NULL"
prove "$(trailbook export --format jsonl | sed -n '1s/.*"id":"\([a-z2-7]*\)".*/\1/p')" --out none
cp good.db trailbook.db
sqlite3 trailbook.db "UPDATE checkpoint SET note=replace(note,char(10)||'8'||char(10),char(10)||'9'||char(10))"
prove D1 --out none
ls -d none 2>/dev/null
true
