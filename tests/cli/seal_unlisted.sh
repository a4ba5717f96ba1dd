# An action that no catalog lists may be any text: it is committed to, and not for all to read.
sed '/^catalog:/,$d' doors.yaml >bare.yaml
printf '%s\n' 'catalog:' '  opened: [Doors, Door opened, "{{person}} opened {{door}}."]' >>bare.yaml
sed 's/closed/closed by anna@example.com/' doors.csv >d.csv
trailbook import --quiet --profile ./bare.yaml d.csv
mkdir full ledger
trailbook snapshot --quiet --out full
trailbook snapshot --quiet --out ledger --ledger-only
grep -ho '"action":"[^"]*"' ledger/*/data/entries/*
grep -rl anna@example.com ledger
grep -ho 'data.*anna@example.com[^,]*' full/*/data/disclosures/*
trailbook verify full/* | grep -E '^(entries|disclosures|table)'
