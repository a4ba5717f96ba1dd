# What is no dump in a folder is passed over and counted: what is hidden, links to folders, pipes.
mkdir -p dumps/inner elsewhere
cp doors.csv dumps/a.csv
cp doors-february.csv elsewhere
ln -s ../elsewhere dumps/there
ln -s ../elsewhere/doors-february.csv dumps/b.csv
cp doors-late.csv dumps/.late.csv
mkdir dumps/inner/.git
mkfifo dumps/inner/pipe
trailbook import --profile ./doors.yaml dumps 2>/dev/null | sed -n '/^total/,$p'
trailbook import --json --profile ./doors.yaml dumps | grep -A 7 passed
trailbook import --quiet --profile ./doors.yaml dumps
rm dumps/*.csv
trailbook import dumps
# A pipe that is named is read.
mkfifo named
cat doors-late.csv >named &
trailbook import --quiet --profile ./doors.yaml named
