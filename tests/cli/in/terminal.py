# Runs a program on a pseudo-terminal of its own; TERM is the caller's.
#
# python3 terminal.py PROGRAM ARG ...    tells whether there was any colour, and the exit code
import fcntl, os, pty, struct, sys, termios


class Terminal:
    """A program that was started, and the terminal that it prints to."""

    def __init__(self, *command, columns=0):
        """columns: 0 for a terminal that does not know its width."""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            self.fd = 0
            self.set_width(columns)
            os.execvp(command[0], command)

    def set_width(self, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def chunks(self):
        """What is printed, as it comes, until the program ends."""
        while True:
            try:
                data = os.read(self.fd, 4096)
            except OSError:
                return
            if not data:
                return
            yield data

    def finish(self):
        """All that is printed from now on, and the exit code."""
        printed = b"".join(self.chunks())
        return printed, os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


if __name__ == "__main__":
    printed, code = Terminal(*sys.argv[1:]).finish()
    print("colour" if b"\x1b[" in printed else "plain", code)
