#!/bin/sh
# read_real.sh PROGRAM DATA: the JSON and XML readers over real dumps: every record is found, none is
# rejected, and the count is the one that an independent parser gave.
set -u
program=$1 real=$2/real failed=0
[ -d "$real" ] || exit 77

check() { # FORMAT RECORD COUNT FILE
    got=$("$program" --count "$1" "$2" "$real/$4") || failed=1
    case $got in
    *" records=$3 rejects=0 recovered=0 "*) ;;
    *) echo "$4: want $3 records, got $got"; failed=1 ;;
    esac
}

check json "" 25208 windows-jsonl/wevtutil_crlf.jsonl.gz
check json "" 37814 windows-jsonl/covenant_dcom.jsonl.gz
check json "" 2581 windows-jsonl/empire_runas.jsonl.gz
check json "" 39 windows-jsonl/securityauditing_log4shell_cve2021_44228_java_serialized_object_2022-05-13045400.json
check json "" 50 windows-jsonl/syslog_auoms_auditd_log4shell_cve2021_44228_jndi_reference_2022-05-11181020.json
check json "" 487 windows-jsonl/sysmon_log4shell_cve2021_44228_java_serialized_object_2022-05-13045800.json
check json "" 593 okta/Okta_CL.json
check json "" 3 google-workspace/GWorkspace_ReportsAPI_admin_CL.json
check json "" 2 google-workspace/GWorkspace_ReportsAPI_user_accounts_CL.json
check json "" 13 gitlab/GitLabAudit.json
check json "" 37 kubernetes/audit2rbac/demo.log
check json "" 20 kubernetes/azure-sentinel/alcide_kaudit_activity_1_CL.json
check json "" 1000 windows-dns/NXLog_DNS_Server_CL.json
check json "" 404 vendors/McAfee_ePO.json
check json "" 896 vendors/PulseConnectSecure.json
check json "" 205 vendors/SemperisDirectoryServicesProtector.json
check json "" 616 vendors/SymantecEndpointProtection.json
check json "" 126 vendors/ZimperiumThreatLog_CL.json
check json "" 71 vendors/Jira_Audit_CL.json
check json "" 30 vendors/SlackAudit_CL.json
check json "" 1 "m365/m365-det-eng/t1098.003_add_role_global_admin.json"
check json "" 10 m365/m365-det-eng/t1531_mass_delete_users.json
check json "" 2 m365/m365-det-eng/t1114.003_rule_mail_forward_same_dest.json
check xml Event 8728 windows-xml/mdecrevoisier_fragments_noroot.xml.gz
check xml event 262200 xes/bpic2012.xes.gz
check xml event 65533 xes/bpic2013_incidents.xes.gz
check xml trace 13087 xes/bpic2012.xes.gz
exit $failed
