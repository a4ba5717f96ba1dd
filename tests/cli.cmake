# The import run.
unit_test(import trailbook_importer)

# What the build cannot check: who includes what and uses what, lengths, diagnostic codes, the manual's markup.
foreach(rule codes exports includes includes_planted man theme)
  add_test(NAME rules.${rule}
    COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/rules/${rule}.sh ${CMAKE_SOURCE_DIR})
  set_tests_properties(rules.${rule} PROPERTIES LABELS fast SKIP_RETURN_CODE ${SKIP_CODE})
endforeach()

# The command line: each cli/NAME.sh is a test (cli/run.sh).
file(GLOB CLI_TESTS CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli/*.sh)
list(REMOVE_ITEM CLI_TESTS ${CMAKE_CURRENT_SOURCE_DIR}/cli/run.sh)
foreach(script ${CLI_TESTS})
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME cli.${name}
    COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/cli/run.sh $<TARGET_FILE:trailbook> ${name})
  set_tests_properties(cli.${name} PROPERTIES LABELS fast SKIP_RETURN_CODE ${SKIP_CODE} TIMEOUT 60)
endforeach()
set_tests_properties(cli.color cli.columns cli.import_locked cli.import_stopped cli.json_is_json
  cli.profile_show cli.rejects_retry_formats PROPERTIES LABELS slow)
