#!/bin/sh
# Stores of earlier versions: tests/versions/N/store.sql is one as `sqlite3 .dump` gave it, made by a trailbook
# of that version from the dumps beside it.  It is read as it is; the first run that writes brings it up to date.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || skip "no sqlite3"
export SOURCE_DATE_EPOCH=1767225600

import() { # DB: the dumps, as the old store has them
    run 3 import --db "$1" --profile ./plain.yaml doors-1.csv
    run 0 import --db "$1" --profile ./plain.yaml --window 2025-12-20/2026-02-01 doors-2.csv
    run 3 import --db "$1" --profile ./ids.yaml seats.jsonl
}

says() { # DB VERB...: the same as for the fresh store
    db=$1
    shift
    run 0 "$@" --db fresh/t.db
    mv out.txt want.txt
    run 0 "$@" --db "$db"
    cmp out.txt want.txt || fail "$* of $db"
}

equal() { # DB: what is in it is what is in a fresh store
    says "$1" export --canonical
    says "$1" export --item door:D4 --format csv
    says "$1" show door:D4
    says "$1" show person:anna --json
    says "$1" rejects list
    says "$1" report --quiet --out site
    mv site site.old
    run 0 report --quiet --db fresh/t.db --out site
    diff -r site site.old || fail "the report of $1"
    rm -rf site site.*
    same "$(query "$1" 'pragma integrity_check')" ok "integrity of $1"
}

for version in "$SOURCE"/tests/versions/*; do
    mkdir old fresh
    cp "$version"/* .
    sqlite3 old/t.db <store.sql
    chmod 444 old/t.db
    before=$(cksum <old/t.db)
    import fresh/t.db
    same "$(query old/t.db 'pragma user_version')" "${version##*/}" "the version"

    # Who reads leaves it alone, and so does a dry run, and what fails or has nothing to do.
    equal old/t.db
    chmod 644 old/t.db
    sed 's/2026-01-0/2026-03-0/' doors-1.csv >doors-3.csv
    run 3 import --dry-run --db old/t.db --profile ./plain.yaml doors-3.csv
    run 0 import --db old/t.db --profile ./plain.yaml doors-1.csv
    run 1 import --db old/t.db --profile ./plain.yaml seats.jsonl
    same "$(cksum <old/t.db)" "$before" "the store that was not written"

    # What is not the layout of that version is not touched.
    for change in 'pragma user_version=0' 'alter table event add column more text' 'alter table by_item rename to links'; do
        cp old/t.db strange.db
        query strange.db "$change"
        before=$(cksum <strange.db)
        for verb in status "import --profile ./plain.yaml doors-3.csv"; do
            run 1 $verb --db strange.db
            grep -q '\[STORE-VERSION\]' err.txt || fail "no STORE-VERSION: $change"
        done
        same "$(cksum <strange.db)" "$before" "a strange store"
    done

    # Who writes brings it up to date, with what others have put beside it.
    query old/t.db 'create view mine as select count(*) from by_item; create table notes as select 1'
    run 3 import --db old/t.db --profile ./plain.yaml doors-3.csv
    run 3 import --db fresh/t.db --profile ./plain.yaml doors-3.csv
    equal old/t.db
    for db in old fresh; do
        query $db/t.db "select user_version from pragma_user_version; select sql from sqlite_schema
            where name not in('event','mine','notes') and sql<>'' order by name" >$db.schema
        query $db/t.db 'select * from item_event order by 1,2,3; select * from item order by type,key' >$db.rows
        query $db/t.db 'select * from item_view; select * from party_view; select * from import_view; select * from tally_view' >>$db.rows
    done
    cmp old.schema fresh.schema || fail "the tables"
    cmp old.rows fresh.rows || fail "the rows"
    query old/t.db 'select * from mine, notes' >/dev/null || fail "a view of someone else"

    # The same records again, in other files: nothing is new, nothing in conflict.
    for dump in doors-1.csv doors-2.csv seats.jsonl; do
        { cat $dump; echo; } >again-$dump
        profile=plain
        [ $dump != seats.jsonl ] || profile=ids
        run "$(case $dump in doors-2.csv) echo 0 ;; *) echo 3 ;; esac)" import --db old/t.db --profile ./$profile.yaml again-$dump
        grep -qE '^  made +([0-9]+) = \1 duplicate$' out.txt || { cat out.txt; fail "$dump again"; }
    done

    # Views as an earlier trailbook made them are made anew by a run that writes.
    query old/t.db 'drop view event_view; create view event_view as select id from event;
        create trigger mine_too instead of insert on item_view begin select 1; end'
    { cat doors-1.csv; echo; echo; } >more.csv
    run 3 import --db old/t.db --profile ./plain.yaml more.csv
    query old/t.db 'select id,absent from event_view order by id' >viewed
    query old/t.db 'select id,id in (select event from absent) from event order by id' | diff viewed - || fail "event_view"
    same "$(query old/t.db "select name from sqlite_schema where type='trigger' and name like 'mine%'")" mine_too "a trigger of someone else"
    rm -rf ./*
done
