# A verb of two words, with the first alone.
trailbook rejects --help
