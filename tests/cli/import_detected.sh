# What is chosen is said.
cat >history.csv <<'END'
ts,source,sdk_version,level,text,data,license_id,device_id,license_user_id
2026-04-13 06:16:30+00:00,user_portal,python 2.1.1,info,License checked,{},16,90,88
END
trailbook import history.csv | head -n 2
