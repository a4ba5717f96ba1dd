#!/bin/sh
# The demo, whole: every action and category is seen in the report, every item has a page, the second
# import is a no-op.  The report stays in WORK/out/report for the browser tests.
. "$(dirname "$0")/lib.sh"
command -v sqlite3 >/dev/null || skip "no sqlite3"

TRAILBOOK=$PROGRAM sh "$SOURCE/samples/demo.sh" "$WORK/out" >demo.txt 2>&1 || { cat demo.txt; fail "demo.sh"; }
db=out/demo.db
report=out/report

same "$(query $db "select count(distinct name) from action where source in (select id from source where name like 'licensespring-audit') and name in (
 'platform_user_added','platform_user_updated','platform_user_removed',
 'user_permission_template_created','user_permission_template_updated','user_permission_template_permissions_set','user_permission_template_deleted',
 'notification_policy_created','notification_policy_updated','notification_policy_deleted',
 'product_created','product_updated','product_activated','product_deactivated','product_archived','product_unarchived','product_deleted',
 'customer_created','customer_updated','customer_deleted',
 'order_created','order_updated','order_manager_added','order_manager_removed','order_deleted',
 'license_created','license_updated','license_reset','license_disabled','license_enabled','license_consumption_reset','license_user_assigned','license_user_unassigned',
 'license_features_updated','license_deleted','license_custom_field_created','license_custom_field_updated','license_custom_field_deleted',
 'device_reset','device_blacklisted','device_borrowed','device_borrow_released')
 and label<>'' and sentence<>'' and label<>name")" 42 "LicenseSpring actions with label and sentence"
same "$(query $db "select count(distinct category) from action where source in (select id from source where name like 'licensespring-audit')")" 8 "groups of actions"
same "$(query $db "select count(distinct category) from action where source in (select id from source where name like 'qlm-%') and category in ('General','Portal','Server','Customer Site','Scheduled Tasks')")" 5 "QLM categories"

# Each action's label stands on an item page and in a CSV.
query $db "select distinct label from action where source in (select id from source where name like 'licensespring-audit' or name like 'qlm-%')" >labels.txt
cat $(find "$report/item" -name '*.html') >items.txt
cat $(find "$report" -name '*.csv') >csvs.txt
while read -r label; do
    grep -qiF "$label" csvs.txt || fail "no CSV says '$label'"
done <labels.txt

# Every item has its page, and no page is without an item.
items=$(query $db "select count(*) from item")
pages=$(find "$report/item" -name '*.html' | grep -cE '/[0-9a-f]{2}/[a-z0-9-]*-?[0-9a-f]{12}\.html$')
same "$pages" "$items" "item pages"

# When things happen: of the events with a time, by the store itself.
odd=$(query $db "select count(*) from event where at <> -9223372036854775808 and (strftime('%w', at / 1000000000, 'unixepoch') in ('0','6')
 or cast(strftime('%H', at / 1000000000, 'unixepoch') as integer) not between 6 and 19)")
grep -q "<dd>$odd of [0-9,]* events, " "$report/index.html" || fail "the summary does not say that $odd events are outside of hours"

# Nothing happened the second time.
grep -q 'nothing to do' demo.txt || fail "the second import does not say that there was nothing to do"
first=$(query $db "select count(*) from event")
run 0 import --db $db "$SOURCE/samples/dirty"
same "$(query $db "select count(*) from event")" "$first" "events after a third import"
same "$(query $db "select count(*) from import where records<>mapped+skipped+rejected or made<>stored+duplicate+suppressed")" 0 "imports that do not add up"
echo "$items items, $first events"
