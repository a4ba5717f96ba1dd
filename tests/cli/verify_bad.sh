# Each thing that can be wrong with a bag is named, with its place and a code; exit 4.
. ./bag.sh
# try NAME COMMAND [OPTION]: a good bag, what is done to it in its folder, and what verify then says.
try() {
    rm -rf bag
    make_bag bag
    (cd bag && eval "$2")
    echo "# $1"
    trailbook verify bag ${3-} >said
    [ $? = 4 ] || echo "exit $?"
    sed '/not checked/,$d' said
}
old() { sed -i 's/1[.]0/0.97/' bagit.txt; }
exec 2>&1
try BAG-DECLARATION-missing 'rm bagit.txt'
try BAG-DECLARATION-mark 'printf "\357\273\277" | cat - bagit.txt >x; mv x bagit.txt'
try BAG-DECLARATION-blanks 'sed -i "s/: 1/ : 1/" bagit.txt'
try BAG-DECLARATION-lines 'echo more >>bagit.txt'
try BAG-VERSION 'sed -i "s/1[.]0/1.1/" bagit.txt'
try BAG-ENCODING 'sed -i "s/UTF-8/KOI8-R/" bagit.txt'
try BAG-PAYLOAD 'rm -r data'
try BAG-MANIFEST 'rm *manifest*'
try BAG-ALGORITHM 'echo 00 data/entries >manifest-sha3256.txt; retag .'
try BAG-LINE-hex 'sed -i "1s/^./x/" manifest-sha256.txt; retag .'
try BAG-LINE-short 'sed -i "1s/^.//" manifest-sha256.txt; retag .'
try BAG-LINE-blank 'echo >>manifest-sha256.txt; retag .'
try BAG-LINE-nul 'printf "\000\n" >>manifest-sha256.txt; retag .'
try BAG-LINE-long 'head -c 70000 /dev/zero | tr "\000" a >>manifest-sha256.txt; echo >>manifest-sha256.txt; retag .'
try BAG-PATH-above 'sed -i "1s|data/|../|" manifest-sha256.txt; retag .'
try BAG-PATH-root 'sed -i "1s|data/|/etc/|" manifest-sha256.txt; retag .'
try BAG-PATH-home 'sed -i "1s|data/|~/|" manifest-sha256.txt; retag .'
try BAG-PATH-drive 'sed -i "1s|data/|c:/|" manifest-sha256.txt; retag .'
try BAG-PATH-tag 'sha256sum bagit.txt >>manifest-sha256.txt; retag .'
try BAG-PATH-tagmanifest 'sed "s/ manifest/ tagmanifest/" tagmanifest-sha256.txt | grep tagm >x; cat x >>tagmanifest-sha256.txt; rm x'
try BAG-TWICE 'cat manifest-sha256.txt >x; cat x >>manifest-sha256.txt; rm x; retag .'
try BAG-TWICE-other 'old; sed "s/^......../00000000/" manifest-sha256.txt >x; cat x >>manifest-sha256.txt; rm x; retag .'
try BAG-MISSING 'rm data/entries'
try BAG-MISSING-tag 'rm bag-info.txt'
try BAG-UNLISTED 'echo >data/more'
try BAG-UNLISTED-in-one 'sed -i 1d manifest-sha512.txt; retag .'
try BAG-UNLISTED-manifest 'sed -i "/manifest-sha512/d" tagmanifest-sha256.txt'
try BAG-DIGEST 'echo One entry >data/entries'
try BAG-DIGEST-tag 'echo Contact-Name: nobody >>bag-info.txt'
try BAG-DIGEST-512 'sed -i "1s/^......../00000000/" manifest-sha512.txt; retag .' --all
try BAG-INFO 'echo no label >>bag-info.txt; retag .'
try BAG-INFO-blanks 'echo "Contact-Name : nobody" >>bag-info.txt; retag .'
try BAG-OXUM 'sed -i s/15.2/16.2/ bag-info.txt; retag .'
try BAG-OXUM-form 'sed -i s/15.2/15/ bag-info.txt; retag .'
try BAG-OXUM-twice 'echo Payload-Oxum: 15.2 >>bag-info.txt; retag .'
try BAG-FETCH 'rm data/entries; echo http://localhost/x - data/entries >fetch.txt; retag .'
try BAG-FETCH-unlisted 'echo http://localhost/x 12 data/other >fetch.txt; retag .'
try BAG-FETCH-form 'echo http://localhost/x data/other >fetch.txt; retag .'
try BAG-FETCH-above 'echo http://localhost/x - data/../../x >fetch.txt; retag .'
try BAG-FETCH-tag 'echo http://localhost/x - bag-info.txt >fetch.txt; retag .'
