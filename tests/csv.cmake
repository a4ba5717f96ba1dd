# Input and the CSV reader: unit tests, golden pairs, fuzz harnesses, real dumps.
unit_test(encoding trailbook_importer)
unit_test(input trailbook_importer)

add_test(NAME golden.csv COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/golden/run_readers.sh
  $<TARGET_FILE:print_records> csv ${CMAKE_CURRENT_SOURCE_DIR}/golden/csv)
set_tests_properties(golden.csv PROPERTIES LABELS fast)
fuzz_test(reader_csv trailbook_importer)
