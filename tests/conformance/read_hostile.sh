#!/bin/sh
# read_hostile.sh PROGRAM DATA: the XML reader over the hostile documents of libxml2, defusedxml, xml-rs
# and the W3C suite, each read as "the root's children are records".
#
# Asserted for every document: it ends by itself with a verdict (exit status 0) within 10 s of CPU time
# and 512 MiB of address space; a document that begins with a document type declaration is refused; no
# entity is expanded: neither a bomb's filling nor a password file appears in a record.
# Documents that name a pipe which nobody writes, in every way that XML has, do not hang: it is not
# opened.
set -u
program=$1 suites=$2/conformance failed=0 documents=0 refused=0
[ -d "$suites" ] || exit 77
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tar -xzf "$suites/w3c-xmlts20130923.tar.gz" -C "$work" || exit 1

ulimit -t 10
case ${ASAN:-0} in 0) ulimit -v 524288 ;; esac

find "$work" "$suites/libxml2" "$suites/defusedxml" "$suites/xml-rs" -type f \
    \( -name '*.xml' -o -name '*.txt' -o -name '*.html' \) >"$work/list"
while read -r document; do
    documents=$((documents + 1))
    "$program" xml "" "$document" >"$work/got" 2>"$work/messages"
    status=$?
    if [ $status -ne 0 ]; then
        echo "$document: exit status $status"; head -5 "$work/messages"; failed=1
    fi
    if grep -q -v 'iconv -' "$work/messages"; then # an encoding that is not read
        echo "$document: wrote to standard error"; head -3 "$work/messages"; failed=1
    fi
    if grep -q '"failed":"XML-DTD"' "$work/got"; then
        refused=$((refused + 1))
    elif head -c 300 "$document" | tr -d '\000' | grep -q '^ *<!DOCTYPE' &&
        [ "${document##*/}" != p15pass1.xml ] && # there it stands in a comment
        ! grep -q '"failed"' "$work/got"; then
        echo "$document: its DOCTYPE was not refused"; failed=1
    fi
    if grep -q 'root:.*:0:0:\|lollollol' "$work/got" && ! grep -q lollollol "$document"; then
        echo "$document: an entity was expanded"; failed=1
    fi
done <"$work/list"
pipe=$work/pipe
mkfifo "$pipe"
number=0
while read -r text; do
    number=$((number + 1))
    printf '%s\n' "$text" | sed "s|PIPE|$pipe|g" >"$work/outside.xml"
    timeout 10 "$program" xml e "$work/outside.xml" >"$work/got" 2>&1 ||
        { echo "outside $number: exit status $?"; failed=1; }
done <<'END'
<!DOCTYPE r SYSTEM "PIPE"><r><e>1</e></r>
<!DOCTYPE r PUBLIC "-//X//Y" "file://PIPE"><r><e>1</e></r>
<!DOCTYPE r [<!ENTITY x SYSTEM "file://PIPE">]><r><e>&x;</e></r>
<!DOCTYPE r [<!ENTITY % x SYSTEM "PIPE"> %x;]><r><e>1</e></r>
<r><e><!DOCTYPE e SYSTEM "PIPE">1</e></r>
<r xmlns:i="http://www.w3.org/2001/XInclude"><e><i:include href="PIPE"/></e></r>
<?xml-stylesheet href="PIPE"?><r xsi:schemaLocation="u PIPE" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e/></r>
<r xmlns="file://PIPE"><e xml:base="file://PIPE">1</e></r>
END
echo "$documents documents, $refused refused for their DOCTYPE"
[ $documents -gt 2000 ] && [ $refused -gt 1000 ] || { echo "too few"; failed=1; }
exit $failed
