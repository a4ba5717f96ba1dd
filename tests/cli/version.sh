trailbook --version
trailbook import --version
