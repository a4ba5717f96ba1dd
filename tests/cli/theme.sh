# Templates are written into a new folder only; a report made with them is the same.
trailbook import --quiet --profile ./doors.yaml doors.csv
trailbook theme export theme | sed 's/[0-9][0-9]*/N/'
trailbook theme export theme
echo "exit $?" >&2
# What is no file would keep a report waiting for ever.
cp -r theme piped
rm piped/style.css
mkfifo piped/style.css
trailbook report --quiet --out c --theme piped
echo "exit $?" >&2
rm piped/style.css
head -c 1100000 /dev/zero >piped/style.css
trailbook report --quiet --out c --theme piped
echo "exit $?" >&2
# A mistake in any template is told before anything is made on disk.
for bad in 'x\n\0' '{{#open}}'; do
    mkdir wrong
    printf "$bad" >wrong/provenance.mustache
    trailbook report --quiet --out d --theme wrong
    echo "exit $?" >&2
    rm -r wrong
done
ls | grep '^[cd][.]'
# A file that no page uses is told, one that a template includes is not.
mkdir named && echo x | tee named/summary.html named/also.txt named/own.mustache >named/.hidden
{ echo '{{>own}}'; cat theme/legend.mustache; } >named/legend.mustache
trailbook report --out e --theme named >/dev/null
rm named/summary.html named/also.txt && trailbook report --out e --theme named >/dev/null
# So is a tag that no page has, and an argument of no block; names of the theme's own parts are checked too.
{ echo '{{nosuch}} {{#site.titel}}{{.}}{{/site.titel}}'; cat theme/legend.mustache; } >named/own.mustache
echo '{{<layout}}{{$mian}}{{^evnets}}{{events}}{{/evnets}}{{/mian}}{{/layout}}' >named/actions.mustache
trailbook report --out e --theme named >/dev/null
# The default theme has none, nor have its templates with a frame that leaves a block out.
trailbook theme export whole >/dev/null
trailbook report --out f --theme whole >/dev/null
rm whole/[a-k]* && echo '<title>{{page.title}}</title>{{$main}}{{/main}}' >whole/layout.mustache
trailbook report --out f --theme whole >/dev/null
trailbook report --quiet --out a
trailbook report --quiet --out b --theme theme
diff -rq a b
