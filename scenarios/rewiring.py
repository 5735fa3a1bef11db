"""Other webs: which results of the baseline hang on the web being scale-free.

Run by itself (``python -m scenarios.rewiring``), it is the command ``ecosystem rewiring``.
"""

import sys

from scenarios.console.startup import begin

if __name__ == "__main__":
    begin()
    from scenarios.command_line import app

    app(["rewiring", *sys.argv[1:]])
