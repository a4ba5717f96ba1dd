# One block a dump, and the sum; what is missing or unknown does not keep the others out.
trailbook import --profile ./doors.yaml doors.csv nothing.csv doors-february.csv
