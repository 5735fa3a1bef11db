"""The options that many commands have, each told of in one place."""

import os
from pathlib import Path
from typing import Annotated

import typer

PROCESSORS = os.cpu_count() or 1
"""What `Workers` is if it is not given."""
Chosen = Annotated[
    str,
    typer.Argument(
        help="A name from `ecosystem list`, a policy (author_levy:share=0.1), or a file that ends in .toml.",
    ),
]
Size = Annotated[int | None, typer.Option(help="Human authors at the start.")]
Months = Annotated[int | None, typer.Option(help="Months from January 2022.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the first replicate; the next has seed + 1.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="GROUP.FIELD=VALUE", help="Change a parameter; repeatable.")
]
Workers = Annotated[int, typer.Option(min=1, help="Processes; what is found does not depend on them.")]
Processes = Annotated[int | None, typer.Option(min=1, help="Processes.", show_default="as many as are of use")]
"""The same of comparisons, which choose by the length of their runs."""
Figure = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Also draw the curves there.")]
Keep = Annotated[
    Path | None, typer.Option("--keep", metavar="FOLDER", help="Keeps every finished run; goes on if it has some.")
]
"""The option of all commands that make many runs and are no comparison."""
Store = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="Keeps every run; goes on if it holds some.")
]
"""The same of comparisons, which leave what they find there, too."""
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what it would take, and stop.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what that folder holds.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]
