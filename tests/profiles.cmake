# Profiles: reading, paths, mapping, and those that ship.
unit_test(path trailbook_importer)
unit_test(profile trailbook_importer)
unit_test(mapper trailbook_importer)
