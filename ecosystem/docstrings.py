"""What docstrings say to users, also where Python leaves them out (``python -OO``)."""

import ast
from inspect import cleandoc, getsource, unwrap
from textwrap import dedent
from typing import Any


def docstring(what: Any) -> str:
    """Give the docstring of a function or class: from its source if Python has left it out; "" if there is none."""
    if __doc__ is not None:
        return cleandoc(what.__doc__ or "")
    try:
        definition = ast.parse(dedent(getsource(unwrap(what)))).body[0]
    except (OSError, TypeError):  # no file has it, as at a prompt
        return ""
    if not isinstance(definition, ast.FunctionDef | ast.ClassDef):
        return ""
    return ast.get_docstring(definition) or ""


def first_line(what: Any) -> str:
    """Give the first line of the docstring of a function or class: the sentence that says what it is."""
    return docstring(what).partition("\n")[0]
