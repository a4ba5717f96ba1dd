#!/bin/sh
# verify-inclusion.sh PROOF ENTRY [KEY]
#
# Is the line of JSON in ENTRY the one that PROOF is of, an entry of the log that its checkpoint names, and are
# the values in PROOF those that the entry commits to?  KEY, NAME+ID+KEY, is the log's public key, from
# somebody you trust: with it the checkpoint's signature is checked too.  Without it, hold the three lines that
# are printed against a checkpoint that you kept.  Needs coreutils, sed, awk, grep; openssl for KEY.
#
# The rules: c2sp.org/tlog-proof@v1, RFC 6962 section 2.1, RFC 9162 section 2.1.3.2, c2sp.org/signed-note.
set -eu
export LC_ALL=C
proof=$1 entry=$2 key=${3-}

bad() { echo "BAD: $*" >&2; exit 1; }
bytes() { printf %s "$1" | tr a-f A-F | basenc --base16 -d; } # of hex digits
hash() { sha256sum | cut -c 1-64; }
node() { { printf '\001'; bytes "$1$2"; } | hash; }
# The SIZE bytes that a base64 text stands for, as hex digits; no two texts stand for the same.
hex() { # TEXT SIZE
    digits=$(printf %s "$1" | base64 -d 2>/dev/null | od -An -v -tx1 | tr -d ' \n')
    [ ${#digits} = $(($2 * 2)) ] && [ "$(bytes "$digits" | base64 -w 0)" = "$1" ] || bad "'$1' is not $2 bytes"
    echo "$digits"
}
number() { case $1 in '' | *[!0-9]* | 0?*) bad "'$1' is no number" ;; *) echo "$1" ;; esac; }

# What the proof says.
[ "$(sed -n 1p "$proof")" = c2sp.org/tlog-proof@v1 ] || bad "$proof is no proof"
at=2 extra=
case $(sed -n 2p "$proof") in extra\ *) at=3 extra=$(sed -n '2s/^extra //p' "$proof") ;; esac
index=$(number "$(sed -n "${at}s/^index //p" "$proof")")
path=$(sed "1,${at}d;/^\$/,\$d" "$proof")
body=$(sed '1,/^$/d' "$proof" | sed -n 1,3p)
line() { printf '%s\n' "$body" | sed -n "$1p"; }
origin=$(line 1)
size=$(number "$(line 2)")
root=$(hex "$(line 3)" 32)
signed=$(sed '1,/^$/d' "$proof" | sed '1,/^$/d')
! printf %s "$signed" | grep -qv '^— ' || bad "what follows the checkpoint are no signatures"

# From the entry up to the root.
sum=$({ printf '\000'; cat "$entry"; } | hash)
left=$index last=$((size - 1))
[ "$left" -le "$last" ] || bad "entry $index of $size"
for text in $path; do
    next=$(hex "$text" 32)
    [ $last != 0 ] || bad "too many hashes"
    if [ $((left & 1)) = 1 ] || [ "$left" = $last ]; then
        sum=$(node "$next" "$sum")
        while [ $((left & 1)) = 0 ] && [ "$left" != 0 ]; do left=$((left >> 1)) last=$((last >> 1)); done
    else
        sum=$(node "$sum" "$next")
    fi
    left=$((left >> 1)) last=$((last >> 1))
done
[ $last = 0 ] && [ "$sum" = "$root" ] || bad "it is not entry $index of $size"

# The values.
if [ -n "$extra" ]; then
    [ "$(printf %s "$extra" | base64 -d 2>/dev/null | base64 -w 0)" = "$extra" ] || bad "no values"
    printf %s "$extra" | base64 -d | while IFS= read -r value || [ -n "$value" ]; do
        name=$(printf %s "$value" | cut -d '"' -f 4)
        commitment=$(bytes "$(printf %s "$value" | hash)" | basenc --base64url | tr -d =)
        grep -qF "\"$name\":\"$commitment\"" "$entry" || bad "the entry does not commit to $value"
    done
fi

# The signature.
if [ -n "$key" ]; then
    [ "${key%%+*}" = "$origin" ] || bad "the key is not that of $origin"
    rest=${key#*+}
    public=$(hex "${rest#*+}" 33)
    signature=
    for text in $(printf '%s\n' "$signed" | awk -v name="$origin" '$2 == name { print $3 }'); do
        digits=$(hex "$text" 68)
        [ "${digits%"${digits#????????}"}" != "${rest%%+*}" ] || signature=${digits#????????}
    done
    [ -n "$signature" ] && [ "${public#01}" != "$public" ] || bad "the key has not signed it"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    bytes "302a300506032b6570032100${public#01}" >"$work/key"
    bytes "$signature" >"$work/signature"
    printf '%s\n' "$body" >"$work/body"
    openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key" -rawin -in "$work/body" \
        -sigfile "$work/signature" >/dev/null || bad "the signature"
    printf 'OK: entry %s of %s, signed by %s\n' "$index" "$size" "$origin"
else
    printf 'OK: entry %s of %s, if this checkpoint is genuine:\n%s\n' "$index" "$size" "$body"
fi
