# What another hand spoiled is told as damage, not believed, and no output that looks whole comes of it.
command -v sqlite3 >/dev/null || exit 77
trailbook import --quiet --profile ./doors.yaml doors.csv 2>/dev/null
told() { # SQL VERB...
    cp trailbook.db spoiled.db
    sqlite3 spoiled.db "PRAGMA ignore_check_constraints=1; $1"
    shift
    trailbook "$@" --db spoiled.db 2>&1 >/dev/null | sed 's/^trailbook: //; s/^[^(]*damaged//; s/; restore.*//'
}
told 'UPDATE event SET time_how=-1' export
told 'UPDATE event SET time_how=7' export
told 'UPDATE event SET time_how=1024' export --canonical
told 'UPDATE event SET outcome=4' export
told 'UPDATE event SET outcome=-1' report --quiet --out site
told "UPDATE event SET parties='[1,[2'" show door:D1
told "UPDATE by_item SET events='[0'" show door:D1
told 'DROP TABLE met' import --profile ./doors.yaml doors-late.csv
told 'UPDATE tally SET day=day+9223372036854750000' report --quiet --out site
told 'UPDATE tally SET outcome=outcome+8' report --quiet --out site
told 'UPDATE tally SET events=-1' report --quiet --out site
told 'UPDATE import SET window_from=9223372036854775807,window_to=-9223372036854775808' report --quiet --out site
told 'UPDATE import SET window_from=-9223372036854775807,window_to=9223372036854775807' report --quiet --out site
told 'UPDATE import SET removed=-5' status
told 'UPDATE import SET removed=-5' report --quiet --out site
told 'PRAGMA user_version=-1' status
# An event's texts, wherever they go out: its id tells which it is.
for attributes in '{"a":' '{"a":1}}' '[1,]' '{"a":01}' '{a:1}' 'text' '{"a":"\u12"}' '"\ud800"' '{"a" : 1.}' '"\x"'; do
    told "UPDATE event SET attributes='$attributes' WHERE id=3" export
done
told "UPDATE event SET attributes=CAST(x'7b2261223a22ff227d' AS TEXT) WHERE id=3" export
told "UPDATE event SET attributes='{' WHERE id=3" export --format csv
told "UPDATE event SET attributes='{' WHERE id=3" export --format xml
told "UPDATE event SET attributes='{' WHERE id=3" export --canonical
told "UPDATE event SET attributes='{' WHERE id=3" report --quiet --out site
told "UPDATE event SET attributes='{'" show door:D1
told "UPDATE event SET message=CAST(x'ff' AS TEXT) WHERE id=3" export
told "UPDATE item SET key=key||CAST(x'ff' AS TEXT)" export
told "UPDATE event SET parties=parties||']'" export
told "UPDATE event SET flags=flags|16; INSERT INTO change(event,ord,field,new,known) VALUES(3,9,CAST(x'66ff' AS TEXT),'x',2)" export
# JSON that only another hand writes so is JSON.
for attributes in '{ "a" : [ 1.5e3 , -0, "\u00e9\n", {"b":{}} ] }' '[[],{},null,true,false,"é"]'; do
    told "UPDATE event SET attributes='$attributes' WHERE id=3" export
done
# Items, actions, rejects: numbers that cannot be, and texts that no import wrote.
for column in events failures denials acted; do
    told "UPDATE item SET $column=-1 WHERE key='D1'" status
    told "UPDATE item SET $column=-1 WHERE key='D1'" report --quiet --out site
done
told "UPDATE item SET events=-1 WHERE key='D1'" show door:D1
for column in key type label; do
    told "UPDATE item SET label_at=0,$column=CAST(x'ff' AS TEXT) WHERE key='anna'" report --quiet --out site
done
told "UPDATE import SET title=CAST(x'ff' AS TEXT)" report --quiet --out site
told "UPDATE action SET label=CAST(x'ff' AS TEXT) WHERE id=1" report --quiet --out site
told "UPDATE event SET reason=CAST(x'ff' AS TEXT) WHERE outcome=3" report --quiet --out site
told 'UPDATE event SET count=0 WHERE id=3' export
told 'UPDATE event SET offset=-1 WHERE id=3' export
told 'UPDATE event SET action=77 WHERE id=3' export
told 'UPDATE tally SET events=9223372036854775807' report --quiet --out site
trailbook import --quiet --profile ./doors.yaml --db rejects.db doors-broken.csv 2>/dev/null
mv rejects.db trailbook.db
for column in record offset length line column_at; do
    told "UPDATE reject SET $column=-1 WHERE id=1" rejects list
done
for column in code reason; do
    told "UPDATE reject SET $column=CAST(x'ff20202020' AS TEXT) WHERE id=1" rejects list
done
told 'UPDATE reject SET length=-1 WHERE id=1' rejects export
told 'UPDATE reject SET length=-1 WHERE id=1' rejects retry --profile ./doors.yaml
told 'UPDATE reject SET length=-1 WHERE id=1' report --quiet --out site
