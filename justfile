# Short names for what is done often; `just` lists them. Who has no `just` runs the lines as they stand.

_default:
    @just --list

# Style, types, layers: in seconds, before every commit.
check:
    .ci/check

# The fast tests, or what is given: just test tests/golden
test *what:
    uv run pytest {{ what }}

# All that must hold before a change is merged, in half an hour.
all:
    .ci/run

# The page in the browser.
page:
    uv run ecosystem view

# The pages of docs that programs write, in some minutes.
docs:
    uv run ecosystem laws --write docs/laws.md
    uv run ecosystem equilibria --write docs/equilibria.md
    uv run ecosystem indicators --write docs/indicators.md
    uv run ecosystem list --policies --write docs/policies.md
    uv run ecosystem odd --write docs/odd.md
    uv run python .ci/write_glossary.py
    uv run python .ci/write_map.py
    uv run python .ci/write_limits.py
    uv run python .ci/write_constraints.py
    uv run python .ci/write_licences.py

# The site of the docs, in a folder: just site public
site folder:
    .ci/site {{ folder }}
