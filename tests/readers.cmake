# Readers of JSON and XML: golden pairs, fuzz harnesses, real dumps.
add_executable(print_records golden/print_records.c)
target_link_libraries(print_records PRIVATE trailbook_importer)

foreach(format json xml)
  add_test(NAME golden.${format} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/golden/run_readers.sh
    $<TARGET_FILE:print_records> ${format} ${CMAKE_CURRENT_SOURCE_DIR}/golden/${format})
  set_tests_properties(golden.${format} PROPERTIES LABELS fast)
  fuzz_test(reader_${format} trailbook_importer)
endforeach()
unit_test(readers trailbook_importer)
unit_test(json_damage trailbook_importer)
add_test(NAME unit.json_damage_long COMMAND test_json_damage 60000 5)
set_tests_properties(unit.json_damage_long PROPERTIES LABELS slow TIMEOUT 600)

# XML with random damage: some rounds after each edit, many in the whole suite.
unit_test(xml_damage trailbook_importer)
add_test(NAME unit.xml_damage_long COMMAND test_xml_damage 20000 7)
set_tests_properties(unit.xml_damage_long PROPERTIES LABELS slow TIMEOUT 900)

# Real dumps and hostile documents.
foreach(name real hostile)
  add_test(NAME conformance.read_${name}
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/conformance/read_${name}.sh
      $<TARGET_FILE:print_records> ${TRAILBOOK_DATA})
  set_tests_properties(conformance.read_${name} PROPERTIES
    LABELS slow SKIP_RETURN_CODE ${SKIP_CODE} TIMEOUT 600)
endforeach()
if(TRAILBOOK_SANITIZE)
  set_tests_properties(conformance.read_hostile PROPERTIES ENVIRONMENT ASAN=1)
endif()
