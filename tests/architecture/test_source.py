"""Rules of the house that import-linter and ruff cannot say, read from the syntax trees."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from shutil import which
from subprocess import run

from ecosystem.rules import Order

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ecosystem", "analysis", "scenarios")
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40

# Layers of ecosystem that may know pandas: recorder.py and what stands above it.
PANDAS_LAYERS = {"recorder", "observers", "indicators", "frames", "schedule", "history", "model"}
MUTABLE_CALLS = {
    "Counter",
    "OrderedDict",
    "bytearray",
    "defaultdict",
    "deque",
    "dict",
    "list",
    "set",
}
MUTABLE_LITERALS = (ast.List, ast.Set, ast.Dict, ast.ListComp, ast.SetComp, ast.DictComp)
FORBIDDEN_DRAWS = {("self", "random"), ("model", "random"), ("np", "random"), ("numpy", "random")}

MODULES = sorted(path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
ECOSYSTEM = [name for name in MODULES if name.startswith("ecosystem/")]
ORDER_FILES = {name.removesuffix(".py").replace("/", ".") for name in ECOSYSTEM if name.startswith("ecosystem/orders/")}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


@cache
def nodes(name: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(name)))


def attributes(names: Iterable[str]) -> Iterator[tuple[str, ast.Attribute]]:
    """Whatever is taken of something by name, with the module in which it is."""
    return ((name, node) for name in names for node in nodes(name) if isinstance(node, ast.Attribute))


@cache
def imports(name: str) -> set[str]:
    """Full dotted names of everything that a module imports, wherever in it."""
    names: set[str] = set()
    for node in nodes(name):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def uses(name: str, package: str) -> bool:
    return any(each == package or each.startswith(package + ".") for each in imports(name))


def layer(name: str) -> str:
    return name.split("/")[1].removesuffix(".py")


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes(name):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def n_code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its first statement to its last, its docstring apart."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_only_figures_know_matplotlib() -> None:
    others = [name for name in MODULES if not name.startswith("analysis/figures/")]
    assert [name for name in others if uses(name, "matplotlib")] == []


def test_only_the_page_knows_solara() -> None:
    others = [name for name in MODULES if not name.startswith("analysis/dashboard/") and name != "scenarios/app.py"]
    assert [name for name in others if uses(name, "solara")] == []


def test_pandas_stays_above_the_recorder() -> None:
    assert [name for name in ECOSYSTEM if layer(name) not in PANDAS_LAYERS and uses(name, "pandas")] == []


def test_only_randomness_draws() -> None:
    others = [name for name in MODULES if name != "ecosystem/randomness.py"]
    assert [name for name in others if uses(name, "random") or uses(name, "numpy.random")] == []
    for name, node in attributes(others):
        owner = node.value.id if isinstance(node.value, ast.Name) else ""
        assert (owner, node.attr) not in FORBIDDEN_DRAWS, f"{name}:{node.lineno}"
        assert node.attr != "shuffle_do", f"{name}:{node.lineno}"


def test_no_array_is_resized_where_others_may_look_at_it() -> None:
    """`ndarray.resize` frees memory that views point at: make a larger array and copy."""
    assert [f"{name}:{node.lineno}" for name, node in attributes(MODULES) if node.attr == "resize"] == []


def test_nobody_asks_what_stands_on_pages() -> None:
    """Outside content all speak to the protocol of families; the history of a world names its family."""
    inside = tuple(f"ecosystem.content.{each}" for each in ("learners", "culture", "decoding", "quality", "valuation"))
    others = [name for name in ECOSYSTEM if layer(name) != "content"]
    assert [(name, each) for name in others for each in imports(name) if each.startswith(inside)] == []
    assert [name for name in others if layer(name) != "history" and uses(name, "ecosystem.content.families")] == []


def test_no_module_holds_mutable_state() -> None:
    """Tables of constants are allowed: literals in capitals, which nothing may change."""
    for name in ECOSYSTEM:
        for node in tree(name).body:
            assert is_constant(node) or not is_mutable(node), f"{name}:{node.lineno}"
        assert not any(isinstance(each, ast.Global) for each in nodes(name)), name


def is_constant(node: ast.stmt) -> bool:
    """Whether all that is assigned has the name of a constant."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return all(isinstance(each, ast.Name) and (each.id.isupper() or each.id == "__all__") for each in targets)


def is_mutable(node: ast.stmt) -> bool:
    """Whether what is assigned can be changed."""
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    called = value.func if isinstance(value, ast.Call) else None
    return isinstance(value, MUTABLE_LITERALS) or (isinstance(called, ast.Name) and called.id in MUTABLE_CALLS)


def test_only_scenarios_print() -> None:
    for name in (each for each in MODULES if not each.startswith("scenarios/")):
        for node in nodes(name):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{name}:{node.lineno}"


def test_modules_and_functions_are_short() -> None:
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in MODULES}
    assert {name: n_lines for name, n_lines in lengths.items() if n_lines > LONGEST_MODULE} == {}
    measured = {f"{name}:{each.lineno}": n_code_lines(each) for name in MODULES for each in functions(name)}
    assert {place: n_lines for place, n_lines in measured.items() if n_lines > LONGEST_FUNCTION} == {}


def test_every_folder_of_modules_is_a_package_that_is_kept() -> None:
    """A folder that the list of ignored files leaves out would be missing in every copy of the project."""
    folders = {(ROOT / name).parent for name in MODULES}
    folders |= {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").exists()) == []
    if (ROOT / ".git").exists() and (git := which("git")):
        told = run(
            [git, "ls-files", "--others", "--ignored", "--exclude-standard", "*.py"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        mine = ("ecosystem/", "analysis/", "scenarios/", "tests/")
        assert [name for name in told.stdout.splitlines() if name.startswith(mine)] == []


def test_names_say_what_is_inside() -> None:
    vague = {"utils", "util", "core", "common", "base", "helpers", "misc"}
    assert [name for name in MODULES if vague & set(name.removesuffix(".py").split("/"))] == []


def test_no_decision_draws_the_same_numbers_for_good_and_by_month() -> None:
    """A name keyed with step 0 for good would meet itself in the month that is step 0."""
    steps: dict[str, set[bool]] = {}
    kinds = {"uniform", "normal", "poisson", "binomial", "choose", "raw", "generator"}
    for name in ECOSYSTEM:
        for node in nodes(name):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in kinds):
                continue
            if len(node.args) > 1 and isinstance(node.args[0], ast.Constant):
                is_for_good = isinstance(node.args[1], ast.Constant)
                steps.setdefault(str(node.args[0].value), set()).add(is_for_good)
    assert len(steps) > 30
    assert [name for name, ways in steps.items() if len(ways) > 1] == []


def test_agents_read_rules_and_never_a_policy() -> None:
    them = [name for name in ECOSYSTEM if layer(name) in {"agents", "market", "web", "content"}]
    assert [name for name in them if uses(name, "ecosystem.policies") or uses(name, "ecosystem.policy")] == []
    assert [f"{name}:{node.lineno}" for name, node in attributes(them) if node.attr == "policies"] == []
    orders = {each for name in them for each in imports(name) if each.startswith("ecosystem.orders.")} - ORDER_FILES
    assert len(orders) > 10
    for each in orders:
        module, _, taken = each.rpartition(".")
        assert issubclass(getattr(import_module(module), taken), Order), f"{each} is no order"
