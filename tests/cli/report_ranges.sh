# A source or dump without a day of its own tells none, not that of the page around it.
printf 'profile: notes\ntitle: Notes\nread: {format: csv}\ntime: {at: when, formats: [iso]}\naction: what\nitems:\n  - {role: target, type: note, key: note}\n' >notes.yaml
printf 'when,what,note\n2026-03-01,written,N1\n' >notes.csv
printf 'when,what,note\nunknown,written,N2\n' >undated.csv
cells() { sed 's/<[^>]*>/ /g; s/  */ /g'; }
trailbook import --quiet --profile ./notes.yaml notes.csv
trailbook import --quiet --profile ./notes.yaml undated.csv
trailbook import --quiet --source other --profile ./notes.yaml undated.csv 2>/dev/null
trailbook report --quiet --out all
grep -o '<tr[^>]*><th scope="row">\(other\|undated.csv\).*' all/sources.html | cells
trailbook report --quiet --item note:N1 --out site
grep -o 'It comes from [^.]*' site/index.html
grep -o '<tr><th scope="row">other.*' site/index.html site/sources.html | cells
trailbook report --quiet --item note:N1 --single-file one.html
grep -o 'It comes from [^.]*' one.html
grep -o '<tr><th scope="row">other.*' one.html | cells
