# A changed profile: what would differ is counted; --remap renews it, as if it had been so at first.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook import --profile ./doors-users.yaml doors.csv
trailbook show user:anna
trailbook import --remap --profile ./doors-users.yaml doors.csv
trailbook show user:anna | head -n 3
trailbook status | head -n 5
sh as_fresh.sh trailbook.db --profile ./doors-users.yaml doors.csv
