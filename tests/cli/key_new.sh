# A key is three files; no two are the same.
shown() { sed -E 's/[0-9a-f]{16}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/HEX+ID+KEY/; s/\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}/+ID+KEY/'; }
umask 022
trailbook key new a.key | shown
stat -c '%A %n' a.key*
trailbook key new --name example.com/audit b.key --json | shown
cut -d ' ' -f 1,3 b.key.pub
shown <b.key.vkey
for part in key key.pub key.vkey; do cmp -s a.$part b.$part && echo "$part: the same"; done
# What is there is never replaced, and nothing is left of what was begun.
for there in c.key c.key.pub c.key.vkey; do
    echo mine >$there
    trailbook key new c.key; echo "exit $?" >&2
    ls c.* | tr '\n' ' '
    cat $there
    rm $there
done
ln -s nowhere c.key.vkey
trailbook key new c.key; echo "exit $?" >&2
rm c.key.vkey
trailbook key new missing/c.key; echo "exit $?" >&2
trailbook key new --quiet c.key
ls c.*
# Names that a folder, a list of signers or a signed note could not have.
for name in '' ' ' 'a b' a+b 'a,b' 'a*' '-a' '"a"' a#b "$(printf '\303\274')" \
    01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890; do
    trailbook key new --name "$name" d.key; echo "exit $?" >&2
done
trailbook key new; echo "exit $?" >&2
# Where the library that signs is told not to.
printf 'openssl_conf = a\n[a]\nproviders = b\n[b]\nnull = c\n[c]\nactivate = 1\n' >none.cnf
OPENSSL_CONF=none.cnf trailbook key new d.key 2>&1 >/dev/null | sed 's/: [^:]*; see/: WHY; see/' >&2
[ ! -e d.key ]
