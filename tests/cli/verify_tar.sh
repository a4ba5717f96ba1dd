# A tar of a bag is read where it stands, as strictly.
. ./bag.sh
make_bag snap
all() { tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -cf "$@"; }
# try NAME: what verify says of x.tar
try() {
    echo "# $1"
    trailbook verify x.tar | sed '/not checked/,$d'
}
exec 2>&1
all x.tar snap; try whole
trailbook verify --json x.tar | grep -E '"(files|bytes|result)"'
all x.tar ./snap; try "with a dot"
tar --format=gnu -cf x.tar snap; try "GNU's header"
all x.tar snap/data snap/manifest-sha256.txt snap/manifest-sha512.txt snap/bagit.txt; try "BAG-OXUM is not there; another order"
tar --format=pax --pax-option=comment:=x -cf x.tar snap; try "BAG-TAR: pax"
all x.tar snap; head -c 5000 x.tar >y; mv y x.tar; try "BAG-TAR: cut"
all x.tar snap; head -c 3072 x.tar >y; mv y x.tar; try "BAG-TAR: cut between files"
all x.tar snap; echo more >>x.tar; try "BAG-TAR: more behind"
all x.tar snap; printf X | dd of=x.tar bs=1 seek=3 conv=notrunc 2>/dev/null; try "BAG-TAR: a header changed"
all x.tar snap bag.sh; try "BAG-TAR: beside the folder"
all x.tar snap; all y.tar snap/data/entries; tar -Af x.tar y.tar; try "BAG-TWICE: a file twice"
ln -s /etc/passwd snap/data/link; ln snap/data/entries snap/data/hard
all x.tar snap; try "BAG-SPECIAL: links"
rm snap/data/link snap/data/hard
all x.tar --transform 's|data/entries|data/../entries|' snap; try "BAG-PATH: above"
head -c 10240 /dev/zero >x.tar; try "BAG-NONE: only zeros"
