# What ships can be written out, checked and used.
for name in $(trailbook profile list | cut -d ' ' -f 1); do
    trailbook profile show "$name" >"$name.yaml"
done
trailbook profile check *.yaml | grep -v 'is good$'
echo checked
