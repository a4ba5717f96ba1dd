# A folder without a file is told.
mkdir void
trailbook import void
ls | grep '[.]db' || echo no store
