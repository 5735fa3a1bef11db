"""Rules of the house that import-linter and ruff cannot say, read from the syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from shutil import which
from subprocess import run

import pytest

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


def imports(name: str) -> set[str]:
    """Full dotted names of everything that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(tree(name)):
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
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def n_code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its first statement to its last, its docstring apart."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("name", MODULES)
def test_only_figures_know_matplotlib(name: str) -> None:
    assert name.startswith("analysis/figures/") or not uses(name, "matplotlib")


@pytest.mark.parametrize("name", MODULES)
def test_only_the_page_knows_solara(name: str) -> None:
    assert name.startswith("analysis/dashboard/") or name == "scenarios/app.py" or not uses(name, "solara")


@pytest.mark.parametrize("name", ECOSYSTEM)
def test_pandas_stays_above_the_recorder(name: str) -> None:
    assert layer(name) in PANDAS_LAYERS or not uses(name, "pandas")


@pytest.mark.parametrize("name", MODULES)
def test_only_randomness_draws(name: str) -> None:
    if name == "ecosystem/randomness.py":
        return
    assert not uses(name, "random")
    assert not uses(name, "numpy.random")
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            assert (owner, node.attr) not in FORBIDDEN_DRAWS, f"{name}:{node.lineno}"
            assert node.attr != "shuffle_do", f"{name}:{node.lineno}"


@pytest.mark.parametrize("name", MODULES)
def test_no_array_is_resized_where_others_may_look_at_it(name: str) -> None:
    """`ndarray.resize` frees memory that views point at: make a larger array and copy."""
    assert "resize" not in {node.attr for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("name", ECOSYSTEM)
def test_agents_read_rules_not_policies(name: str) -> None:
    assert layer(name) != "agents" or not uses(name, "ecosystem.policies")


@pytest.mark.parametrize("name", ECOSYSTEM)
def test_nobody_asks_what_stands_on_pages(name: str) -> None:
    """Outside content all speak to the protocol of families; the history of a world names its family."""
    known = {each for each in imports(name) if each.startswith("ecosystem.content.")}
    inside = {f"ecosystem.content.{each}" for each in ("learners", "culture", "decoding", "quality", "valuation")}
    assert layer(name) == "content" or not any(each.startswith(tuple(inside)) for each in known)
    assert layer(name) in {"content", "history"} or not uses(name, "ecosystem.content.families")


@pytest.mark.parametrize("name", ECOSYSTEM)
def test_no_module_holds_mutable_state(name: str) -> None:
    """Tables of constants are allowed: literals in capitals, which nothing may change."""
    for node in tree(name).body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        is_constant = all(
            isinstance(each, ast.Name) and (each.id.isupper() or each.id == "__all__") for each in targets
        )
        called = node.value.func if isinstance(node.value, ast.Call) else None
        is_mutable = isinstance(node.value, MUTABLE_LITERALS) or (
            isinstance(called, ast.Name) and called.id in MUTABLE_CALLS
        )
        assert is_constant or not is_mutable, f"{name}:{node.lineno}"
    assert not any(isinstance(each, ast.Global) for each in ast.walk(tree(name)))


@pytest.mark.parametrize("name", MODULES)
def test_only_scenarios_print(name: str) -> None:
    if name.startswith("scenarios/"):
        return
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{name}:{node.lineno}"


@pytest.mark.parametrize("name", MODULES)
def test_modules_and_functions_are_short(name: str) -> None:
    n_lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert n_lines <= LONGEST_MODULE
    for function in functions(name):
        assert n_code_lines(function) <= LONGEST_FUNCTION, f"{name}:{function.lineno}"


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


@pytest.mark.parametrize("name", MODULES)
def test_names_say_what_is_inside(name: str) -> None:
    vague = {"utils", "util", "core", "common", "base", "helpers", "misc"}
    assert not vague & set(name.removesuffix(".py").split("/"))


def test_no_decision_draws_the_same_numbers_for_good_and_by_month() -> None:
    """A name keyed with step 0 for good would meet itself in the month that is step 0."""
    steps: dict[str, set[bool]] = {}
    kinds = {"uniform", "normal", "poisson", "binomial", "choose", "raw", "generator"}
    for name in ECOSYSTEM:
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in kinds):
                continue
            if len(node.args) > 1 and isinstance(node.args[0], ast.Constant):
                is_for_good = isinstance(node.args[1], ast.Constant)
                steps.setdefault(str(node.args[0].value), set()).add(is_for_good)
    assert len(steps) > 30
    assert [name for name, ways in steps.items() if len(ways) > 1] == []


@pytest.mark.parametrize("name", [name for name in ECOSYSTEM if layer(name) in {"agents", "market", "web", "content"}])
def test_agents_read_rules_and_never_a_policy(name: str) -> None:
    assert not uses(name, "ecosystem.policies")
    attributes = {node.attr for node in ast.walk(tree(name)) if isinstance(node, ast.Attribute)}
    assert "policies" not in attributes
    assert not uses(name, "ecosystem.policy")
    for each in imports(name):
        module, _, taken = each.rpartition(".")
        if each.startswith("ecosystem.orders.") and each not in ORDER_FILES:
            assert issubclass(getattr(import_module(module), taken), Order), f"{each} is no order"
