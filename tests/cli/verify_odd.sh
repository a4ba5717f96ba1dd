# What is valid and odd is told as a warning; --quiet leaves it out.
. ./bag.sh
try() {
    rm -rf bag
    make_bag bag
    sed -i 's/1[.]0/0.97/' bag/bagit.txt
    (cd bag && retag . && eval "$2")
    echo "# $1"
    trailbook verify bag | sed '/not checked/,$d'
    trailbook verify --quiet bag
}
exec 2>&1
try BAG-MD5SUM 'sed -i "s/  / */" *manifest-sha256.txt; sed -i "s|data/|./data/|" manifest-sha512.txt; retag .'
try BAG-TWICE 'cat manifest-sha256.txt >x; cat x >>manifest-sha256.txt; rm x; retag .'
try 'BAG-NAMES: case' 'mv data/entries data/Entries'
try 'BAG-NAMES: accents' 'printf "data/entr\\303\\251es" >x; mv data/entries "$(cat x)"; sed -i "s|entries|entre\xcc\x81es|" manifest*.txt; rm x; retag .'
try 'BAG-NAMES: both' 'cp data/entries data/Entries; sed -i s/15.2/25.3/ bag-info.txt; remake .'
try 'BAG-SYSTEM' ': >data/Thumbs.db; sed -i s/15.2/15.3/ bag-info.txt; remake .; rm data/Thumbs.db'
try 'line ends, capitals' '
    sed -i "s/^[0-9a-f]*/\U&/; s/$/\r/" manifest-sha256.txt
    tr "\n" "\r" <manifest-sha512.txt >x; mv x manifest-sha512.txt; retag .'
try UTF-16LE 'sed -i s/UTF-8/utf-16/ bagit.txt; for f in bag-info manifest-sha256 manifest-sha512; do
    { printf "\377\376"; iconv -f UTF-8 -t UTF-16LE $f.txt; } >x; mv x $f.txt; done; retag .
    for f in tagmanifest-sha256 tagmanifest-sha512; do iconv -f UTF-8 -t UTF-16BE $f.txt >x; mv x $f.txt; done'
try ISO-8859-1 'sed -i s/UTF-8/iso-8859-1/ bagit.txt; mv data/entries "$(printf "data/\303\251")"; remake .
    iconv -f UTF-8 -t ISO-8859-1 manifest-sha256.txt >x; mv x manifest-sha256.txt
    iconv -f UTF-8 -t ISO-8859-1 manifest-sha512.txt >x; mv x manifest-sha512.txt; retag .'
echo '# percent, 1.0'
rm -rf bag
make_bag bag
mv bag/data/entries 'bag/data/a%41
b'
(cd bag && for n in 256 512; do find data -type f -print0 | xargs -0 "sha${n}sum" | sed 's|^\\||; s|a%41.nb|a%2541%0ab|' >manifest-sha$n.txt; done; retag .)
trailbook verify bag | head -3
