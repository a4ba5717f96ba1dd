#!/bin/sh
# usage: key_tools.sh PROGRAM SIGN_FILE WORK     openssl and ssh-keygen read and use a key that trailbook made,
#                                                and sign as trailbook does; keys of openssl sign here
set -u
program=$1 sign=$2 work=$3
for tool in openssl ssh-keygen base64; do
    command -v $tool >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
rm -rf "$work"
mkdir -p "$work" && cd "$work" || exit 1
failed=0
same() { cmp -s "$2" "$3" || { echo "$1: $2 and $3 differ" >&2; failed=1; }; }
must() { "$@" >>log 2>&1 || { echo "failed: $*" >&2; tail -n 3 log >&2; failed=1; }; }

umask 077
"$program" key new --quiet --name example.com/audit key || exit 1

# The private half, alone in its folder: else ssh-keygen would read key.pub.
mkdir alone && cp key alone/key
must ssh-keygen -y -P '' -f alone/key
ssh-keygen -y -P '' -f alone/key >public.ssh
same 'ssh-keygen -y' public.ssh key.pub
ssh-keygen -l -f alone/key >of-private
ssh-keygen -l -f key.pub >of-public
same 'ssh-keygen -l' of-private of-public
grep -q '^256 SHA256:.* example.com/audit (ED25519)$' of-private || { cat of-private >&2; failed=1; }
must openssl pkey -in key -noout -text
openssl pkey -in key -pubout >public.pem
"$sign" key seal | sed 1d >our.pem
same 'openssl pkey -pubout' public.pem our.pem
openssl pkey -in key -pubout -outform DER | tail -c 32 >public.raw
cut -d + -f 3- key.vkey | base64 -d | tail -c 32 >vkey.raw
same vkey public.raw vkey.raw

# Signatures are the same bytes, and each tool takes them.
"$sign" key seal | sed 1q >allowed
: >empty
printf 'a\n' >small
head -c 300001 "$program" >large
for file in empty small large; do
    "$sign" key seal $file >$file.ours
    ssh-keygen -Y sign -q -n seal -f alone/key <$file >$file.theirs 2>>log
    same 'ssh-keygen -Y sign' $file.ours $file.theirs
    must ssh-keygen -Y verify -q -f allowed -I log -n seal -s $file.ours <$file
    ssh-keygen -Y verify -q -f allowed -I log -n other -s $file.ours <$file >/dev/null 2>&1 &&
        { echo "ssh-keygen takes it in another namespace" >&2; failed=1; }
    ssh-keygen -Y verify -q -f allowed -I log -n seal -s $file.ours <log >/dev/null 2>&1 &&
        { echo "ssh-keygen takes it of another file" >&2; failed=1; }
done
must openssl pkeyutl -sign -inkey key -rawin -in small -out small.sig
must openssl pkeyutl -verify -pubin -inkey our.pem -rawin -in small -sigfile small.sig

# A key that openssl made signs here; one with a passphrase does not.
must openssl genpkey -algorithm ed25519 -out theirs
must "$sign" theirs seal small
must openssl pkey -in theirs -aes128 -passout pass:x -out locked
"$sign" locked seal small >/dev/null 2>&1 && { echo 'a key with a passphrase was read' >&2; failed=1; }
exit $failed
