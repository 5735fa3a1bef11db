"""Other webs: which results of the baseline hang on the web being scale-free.

Run by itself (``python -m scenarios.rewiring``), it is the command ``ecosystem rewiring``.
"""

import sys

from scenarios.console.startup import check_packages

if __name__ == "__main__":
    check_packages()
    from scenarios.command_line import app

    app(["rewiring", *sys.argv[1:]])
