# Input and the CSV reader: unit tests, golden pairs, fuzz harnesses, real dumps.
unit_test(encoding trailbook_importer)
unit_test(input trailbook_importer)
unit_test(csv trailbook_importer)
unit_test(csv_rules trailbook_importer)
add_test(NAME unit.csv_hostile COMMAND test_csv hostile)
add_test(NAME unit.csv_rules_long COMMAND test_csv_rules 20000)
set_tests_properties(unit.csv_hostile unit.csv_rules_long PROPERTIES LABELS slow TIMEOUT 300)

# The reader once more without SIMD.
foreach(name csv csv_rules)
  add_executable(test_${name}_plain unit/test_${name}.c
    ${CMAKE_SOURCE_DIR}/importer/reader_csv.c ${CMAKE_SOURCE_DIR}/importer/reader_csv_error.c
    ${CMAKE_SOURCE_DIR}/importer/reader_csv_scan.c ${CMAKE_SOURCE_DIR}/importer/reader_window.c)
  target_compile_definitions(test_${name}_plain PRIVATE TRAILBOOK_PLAIN)
  target_link_libraries(test_${name}_plain PRIVATE trailbook_tests trailbook_importer)
  add_test(NAME unit.${name}_plain COMMAND test_${name}_plain)
  set_tests_properties(unit.${name}_plain PROPERTIES LABELS fast)
endforeach()

add_test(NAME golden.csv COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/golden/run_readers.sh
  $<TARGET_FILE:print_records> csv ${CMAKE_CURRENT_SOURCE_DIR}/golden/csv)
set_tests_properties(golden.csv PROPERTIES LABELS fast)
fuzz_test(input trailbook_importer)
fuzz_test(reader_csv trailbook_importer)

add_executable(csv_files conformance/csv_files.c)
target_link_libraries(csv_files PRIVATE trailbook_tests trailbook_importer)
add_test(NAME conformance.csv COMMAND csv_files spectrum ${TRAILBOOK_DATA}/conformance/csv-spectrum)
add_test(NAME conformance.csv_files COMMAND csv_files account
  ${TRAILBOOK_DATA}/conformance/csvkit/examples ${TRAILBOOK_DATA}/conformance/commons-csv
  ${TRAILBOOK_DATA}/conformance/encodings ${TRAILBOOK_DATA}/real/m365
  ${TRAILBOOK_DATA}/real/vendors)
set_tests_properties(conformance.csv PROPERTIES LABELS fast SKIP_RETURN_CODE ${SKIP_CODE})
set_tests_properties(conformance.csv_files PROPERTIES LABELS slow SKIP_RETURN_CODE ${SKIP_CODE})
