# The import run.
unit_test(import trailbook_importer)

# The command line: each cli/NAME.sh is a test (cli/run.sh).
file(GLOB CLI_TESTS CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/cli/*.sh)
list(REMOVE_ITEM CLI_TESTS ${CMAKE_CURRENT_SOURCE_DIR}/cli/run.sh)
foreach(script ${CLI_TESTS})
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME cli.${name}
    COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/cli/run.sh $<TARGET_FILE:trailbook> ${name})
  set_tests_properties(cli.${name} PROPERTIES LABELS fast SKIP_RETURN_CODE ${SKIP_CODE} TIMEOUT 60)
endforeach()
