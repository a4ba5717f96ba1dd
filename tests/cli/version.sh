trailbook --version
trailbook import --version
# JSON where it is asked for, or a refusal.
trailbook --json --version
trailbook status --version --json
trailbook --json help 2>&1
echo "exit $?"
trailbook status --help --json 2>&1
echo "exit $?"
