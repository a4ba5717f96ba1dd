# Profiles: reading, paths, mapping, and those that ship.
unit_test(path trailbook_importer)
unit_test(profile trailbook_importer)
unit_test(mapper trailbook_importer)
unit_test(mapper_identity trailbook_importer)
unit_test(mapper_layout trailbook_importer)
add_executable(print_events golden/print_events.c)
target_link_libraries(print_events PRIVATE trailbook_importer)
add_test(NAME golden.profiles COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/golden/run_profiles.sh
  $<TARGET_FILE:print_events> ${CMAKE_CURRENT_SOURCE_DIR}/golden/profiles)
set_tests_properties(golden.profiles PROPERTIES LABELS fast)
add_test(NAME golden.real_profiles COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/golden/real_profiles.sh
  $<TARGET_FILE:print_events> ${TRAILBOOK_DATA} ${CMAKE_CURRENT_SOURCE_DIR}/e2e/shipped.tsv)
set_tests_properties(golden.real_profiles PROPERTIES LABELS slow SKIP_RETURN_CODE ${SKIP_CODE} TIMEOUT 600)
fuzz_test(profile trailbook_importer)
