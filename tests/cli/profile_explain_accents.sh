# Where a line is full is told by the columns that letters take, not by their bytes.
explain() {
    printf 'id,when,who,what,door,result\n1,2022-03-28 08:16:00Z,%s,opened,D1,ok\n' "$1" >one.csv
    trailbook profile explain --profile ./doors.yaml one.csv | grep -A 1 "$1"
}
explain 'Eleonore Uberhammer of the third warehouse'
explain 'Éléonore Überhämmer öf thé thïrd wärehöüsé'
explain '倉庫の管理人 田中 太郎 倉庫の管理人 田中 太'
