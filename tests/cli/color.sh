# Colour and progress on a terminal only; NO_COLOR, --no-color and TERM=dumb are heard.
command -v python3 >/dev/null || exit 77
try() { env "$@" </dev/null; }
try TERM=xterm python3 terminal.py trailbook import --profile ./doors.yaml doors.csv
try TERM=xterm NO_COLOR=1 python3 terminal.py trailbook import --profile ./doors.yaml doors.csv
try TERM=dumb python3 terminal.py trailbook import --profile ./doors.yaml doors.csv
try python3 terminal.py trailbook import --profile ./doors.yaml doors.csv
try TERM=xterm python3 terminal.py trailbook --no-color import --profile ./doors.yaml doors.csv
try TERM=xterm trailbook import --profile ./doors.yaml doors.csv
