# Without a verb: the help, as a mistake.
trailbook
