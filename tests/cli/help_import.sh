trailbook import --help
