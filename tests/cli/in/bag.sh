# Sourced by tests of bags: make_bag NAME makes a good one, remake NAME its manifests anew.
make_bag() {
    mkdir -p "$1/data/log"
    echo "one entry" >"$1/data/entries"
    echo "root" >"$1/data/log/checkpoint"
    printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n' >"$1/bagit.txt"
    printf 'Source-Organization: Test\nPayload-Oxum: 15.2\n' >"$1/bag-info.txt"
    remake "$1"
}
remake() {
    (
        cd "$1" || exit
        rm -f tagmanifest-*.txt
        for n in 256 512; do
            find data -type f | LC_ALL=C sort | xargs "sha${n}sum" >"manifest-sha$n.txt"
        done
        retag .
    )
}
# retag NAME: the tag manifests only, of all tag files but those.
retag() {
    (
        cd "$1" || exit
        rm -f tagmanifest-*.txt
        tags=$(ls *.txt | LC_ALL=C sort)
        for n in 256 512; do
            "sha${n}sum" $tags >"tagmanifest-sha$n.txt"
        done
    )
}
