# What is no regular file is never opened, and nothing outside of the bag is read.
. ./bag.sh
try() {
    rm -rf bag secret
    make_bag bag
    echo secret >secret
    (cd bag && eval "$2")
    echo "# $1"
    trailbook verify bag | sed '/not checked/,$d'
}
exec 2>&1
try 'BAG-SPECIAL: a link to a file' 'rm data/entries; ln -s ../../secret data/entries'
try 'BAG-SPECIAL: a link to a folder' 'mv data ../secret.d; ln -s ../secret.d data'
rm -r secret.d
try 'BAG-SPECIAL: a manifest' 'mv manifest-sha256.txt ../m; ln -s ../m manifest-sha256.txt'
try 'BAG-SPECIAL: the declaration' 'mv bagit.txt ../m; ln -s ../m bagit.txt'
try 'BAG-SPECIAL: a pipe' 'mkfifo data/pipe'
try 'BAG-SPECIAL: a folder as a manifest' 'rm manifest-sha256.txt; mkdir manifest-sha256.txt'
try 'BAG-PATH: too deep' 'd=data; for i in $(seq 70); do d=$d/d; done; mkdir -p $d; echo >$d/file'
make_bag same
ln -s same link
trailbook verify link | tail -1
for i in $(seq 30); do echo "$i" >same/data/$i; done
trailbook verify same --quiet 2>&1 | tail -2
trailbook verify same --verbose 2>&1 | grep -c BAG-UNLISTED
