"""The command line: ``ecosystem``, or ``python -m scenarios``."""

import sys

from scenarios.console.endings import end_by_signals
from scenarios.console.startup import begin, use_one_thread_a_process
from scenarios.console.terminal import exit_on_error


def main() -> None:
    """Run the command line; exit with 0 (done), 1 (failed) or 2 (bad input)."""
    use_one_thread_a_process()
    with exit_on_error(1):
        begin()
        from scenarios.command_line import app  # the packages that it imports may be foreign ones

        end_by_signals()
        try:
            app()
        finally:
            sys.stdout.flush()


if __name__ == "__main__":
    main()
