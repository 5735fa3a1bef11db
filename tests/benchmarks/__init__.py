"""How fast the project is: measured beside yardsticks in the same run, and held against targets.

`python -m tests.benchmarks` prints the table of targets; `pytest -m benchmark -n 0 tests/benchmarks` measures every
phase and holds whole runs against those recorded.
"""
