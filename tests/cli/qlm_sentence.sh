# An action that QLM's catalog knows by its group only: the sentence tells a failure or a refusal.
cat >qlm.csv <<'EOF'
Event Date,Category,Description,User
2026-01-15 9:32:14 AM,Portal.Order.Refused,Order 7 was not accepted.,198.51.100.7
2026-01-15 9:33:14 AM,Server.Sync.Failed,No answer.,198.51.100.7
2026-01-15 9:34:14 AM,Server.Sync,Done at last.,198.51.100.7
EOF
trailbook import --quiet --profile qlm-audit-trail-csv qlm.csv 2>/dev/null
trailbook show address:198.51.100.7 | grep -A1 ^2026
