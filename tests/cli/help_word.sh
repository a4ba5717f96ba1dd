# "help" and "help VERB" are --help and VERB --help; a slip gets a suggestion.
same() {
    trailbook help $1 >a || echo "help $1: exit $?"
    trailbook $1 --help >b
    cmp a b && echo "help $1: the same"
}
same ""
same import
same rejects
same "rejects list"
trailbook help staus
echo "exit $?"
