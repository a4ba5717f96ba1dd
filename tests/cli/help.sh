# The program's help names every verb that exists, and goes to stdout.
trailbook --help
