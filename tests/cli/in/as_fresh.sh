# usage: as_fresh.sh STORE ARG...    says "equal" where a fresh import with these arguments gives what STORE has
store=$1
shift
trailbook import --quiet --db "fresh-$store" "$@"
trailbook export --db "$store" --canonical >stored
trailbook export --db "fresh-$store" --canonical | cmp - stored && echo equal
