# A dump that no profile recognises is refused with what to do.
trailbook import doors.csv
