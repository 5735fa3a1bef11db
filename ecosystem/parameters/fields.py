"""Fields that know their unit, bounds, meaning and source, and the frozen groups they stand in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo as PydanticField
from pydantic_core import ErrorDetails

from ecosystem.calendar import DateText
from ecosystem.errors import MOST_LINES, EcosystemError, Fault, ParameterError, did_you_mean, quoted, unknown_name
from ecosystem.notation import NotationError, from_toml
from ecosystem.parameters.field_info import Bound, FieldInfo, Kind
from ecosystem.parameters.plausible import faults_of
from ecosystem.shown import in_brief

__all__ = [
    "DateText",
    "FieldInfo",
    "Kind",
    "ParameterGroup",
    "describe",
    "parameter",
    "plain_value",
    "proportion",
    "switch",
]

FixedKind = Literal["parameter", "lever"]
"""What a field is that is not uncertain."""

_NOT_A_TYPE = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "string_type": "text",
    "string_unicode": "text",
    "model_type": "a table of fields",
}
_WANTED = {
    "whole number": "a whole number",
    "number": "a number",
    "text": "text",
    "date": "a month as YYYY-MM",
    "value": "a value",
}
_ANY_VALUE = bool | int | float | str


def parameter(  # noqa: PLR0913 - what is known of a field are its keywords
    default: Any,
    *,
    unit: str,
    meaning: str,
    source: str,
    low: Bound = None,
    high: Bound = None,
    choices: Iterable[str] = (),
    plausible: tuple[Any, ...] = (),
    kind: FixedKind = "parameter",
) -> Any:
    """Declare a field of a `ParameterGroup`.

    Parameters
    ----------
    default : bool, int, float, str or None
        Value of the baseline (None: there is none; `...`: it must be given); checked against the bounds like any other.
    unit : str
        Unit of the value; "-" if it has none.
    meaning : str
        What it is, as one sentence without its full stop.
    source : str
        Where default, bounds and plausible range come from; it begins with one of `SOURCE_KINDS` where nothing is
        published, as in "judgement: half a year".
    low, high : float or str, optional
        Bounds, both included; dates are compared as dates.
    choices : iterable of str, optional
        The texts that a rule of the group allows; those of a Literal need not be named.
    plausible : tuple, optional
        Where it may well lie, if nobody knows it well: (low, high), or of a choice the options, which are equally
        likely. A field is uncertain exactly if it has one; `ecosystem.parameters.plausible` says how values lie there.
    kind : {"parameter", "lever"}
        Of a field that is not uncertain: taken as known, or in the hands of a policy maker.

    Returns
    -------
    Any
        A pydantic field; typed Any so that it can stand as the default of a typed attribute.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "low": low, "high": high, "choices": choices}
    extra |= {"plausible": plausible, "kind": "uncertainty" if plausible and kind == "parameter" else kind}
    bounds: dict[str, Any] = {"ge": low, "le": high}
    return Field(default=default, description=meaning, json_schema_extra=extra, **bounds)


def proportion(
    default: Any,
    *,
    meaning: str,
    source: str,
    unit: str = "share",
    plausible: tuple[float, ...] = (),
    kind: FixedKind = "parameter",
) -> Any:
    """Declare a field that is a share, in [0, 1], as `parameter` does."""
    return parameter(
        default, unit=unit, low=0.0, high=1.0, meaning=meaning, source=source, plausible=plausible, kind=kind
    )


def switch(default: Any, *, meaning: str, source: str, kind: FixedKind = "parameter") -> Any:
    """Declare a field that is true or false, as `parameter` does."""
    return parameter(default, unit="switch", meaning=meaning, source=source, kind=kind)


class ParameterGroup(BaseModel):
    """A frozen group of checked values.

    Types are taken at their word: text is never a number, nor is true or false; a whole number may
    stand for a number; numpy scalars count as the Python values they hold. A rule between fields is
    a pydantic validator (mode "after") that raises `ParameterError` with one `Fault` a field.

    Raises
    ------
    ParameterError
        If any value breaks its rule or has an unknown name; it lists every fault.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=True)
    error_type: ClassVar[type[ParameterError]] = ParameterError
    moved: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Fields that stood in it once -> their dotted names now."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Look at the plausible ranges of a group that is being declared."""
        super().__pydantic_init_subclass__(**kwargs)
        own = (info for info in describe(cls) if info.name in cls.model_fields)
        if faults := [replace(fault, where=cls.__name__) for info in own for fault in faults_of(info)]:
            raise cls.error_type(*faults)

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**{name: _plain(value) for name, value in values.items()})
        except ValidationError as error:
            faults = _faults(type(self), error)
        else:
            return
        where = self._where(values)
        raise self.error_type(*(replace(fault, where=where) for fault in faults))

    def with_value(self, name: str, value: Any) -> Self:
        """Give the group with another value of one field, by dotted name through the groups inside it.

        Raises
        ------
        ParameterError
            If the value breaks the rule of its field.
        """
        first, _, rest = name.partition(".")
        held = getattr(self, first).with_value(rest, value) if rest else value
        return type(self)(**{**dict(self), first: held})

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Give what a prompt shows: fields that differ from their defaults."""
        fields = type(self).model_fields
        for name, value in vars(self).items():
            if value != fields[name].get_default(call_default_factory=True):
                yield name, value

    def __repr__(self) -> str:
        return in_brief(type(self).__name__, self.__repr_args__())

    __str__ = __repr__

    @classmethod
    def _where(cls, values: Mapping[str, Any]) -> str:  # noqa: ARG003
        """Name the object in an error message."""
        return cls.__name__


def plain_value(text: str) -> bool | int | float | str:
    """Read a value that somebody typed as TOML; what is no plain value of TOML is text."""
    try:
        content = from_toml(f"value = {text}")
    except NotationError:
        return text
    value = content["value"]
    return value if len(content) == 1 and isinstance(value, _ANY_VALUE) else text


def describe(group: type[ParameterGroup], prefix: str = "") -> list[FieldInfo]:
    """List the fields of a group, and of the groups inside it, with all that is known about them.

    Parameters
    ----------
    group : type of ParameterGroup
        The group, or the group of groups.
    prefix : str, optional
        Begins every name, e.g. "culture.".

    Returns
    -------
    list of FieldInfo
        In the order of declaration.
    """
    return list(_described(group, prefix))


@cache
def _described(group: type[ParameterGroup], prefix: str) -> tuple[FieldInfo, ...]:
    return tuple(_walk(group, prefix))


def _walk(group: type[ParameterGroup], prefix: str) -> Iterator[FieldInfo]:
    inner = dict(_inner_groups(group))
    for name, field in group.model_fields.items():
        if name in inner:
            yield from _walk(inner[name], prefix + _inner_prefix(name))
        elif isinstance(field.json_schema_extra, dict):
            yield _field_info(prefix + name, field)


def moved_names(group: type[ParameterGroup], prefix: str = "") -> dict[str, str]:
    """Give the dotted names that once were fields of a group, or of the groups inside it, with those of now."""
    names = {prefix + old: new for old, new in group.moved.items()}
    for name, inner in _inner_groups(group):
        names |= moved_names(inner, prefix + _inner_prefix(name))
    return names


def _inner_groups(group: type[ParameterGroup]) -> Iterator[tuple[str, type[ParameterGroup]]]:
    for name, field in group.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, ParameterGroup):
            yield name, field.annotation


def _inner_prefix(name: str) -> str:
    """Begin the dotted names of an inner group; what holds all groups adds nothing to them."""
    return "" if name in {"", "parameters"} else f"{name}."


def _field_info(name: str, field: PydanticField) -> FieldInfo:
    """Collect what `parameter` was told about a field."""
    extra: Any = field.json_schema_extra
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else tuple(extra["choices"])
    return FieldInfo(
        name=name,
        type=_type_name(field),
        default=None if field.is_required() else field.default,
        meaning=field.description or "",
        **{**extra, "choices": choices},
    )


def _type_name(field: PydanticField) -> str:
    names: dict[Any, str] = {bool: "switch", int: "whole number", float: "number", _ANY_VALUE: "value"}
    # An optional field keeps what stands with its type inside the union.
    inner = [mark for part in get_args(field.annotation) for mark in get_args(part)[1:]]
    is_date = any(each in get_args(DateText)[1:] for each in [*field.metadata, *inner])
    return names.get(field.annotation, "date" if is_date else "text")


def _plain(value: Any) -> Any:
    """Turn a numpy scalar into the Python value it holds."""
    is_scalar = hasattr(value, "dtype") and getattr(value, "shape", None) == ()
    return value.item() if is_scalar else value


def _faults(group: type[ParameterGroup], error: ValidationError) -> Iterator[Fault]:
    """Translate what pydantic found wrong with a group into faults, those of inner groups too."""
    for place, detail in enumerate(error.errors(include_url=False)):
        path = ".".join(str(part) for part in detail["loc"])
        cause = detail.get("ctx", {}).get("error")
        value = quoted(detail["input"])
        if isinstance(cause, ParameterError):
            yield from _inner_faults(path, cause)
        elif not path:
            yield Fault("name of a field", "is not text that UTF-8 can hold", value)
        elif place >= MOST_LINES:  # only counted, and suggestions take time
            yield Fault(path, "is refused", value)
        elif detail["type"] == "extra_forbidden":
            yield unknown_name(path, group.model_fields, value=value, moved=group.moved)
        elif detail["type"] == "missing":
            yield Fault(path, "is missing", remedy=_remedy(group, detail))
        else:
            yield Fault(path, _rule(group, detail), value, remedy=_remedy(group, detail))


def _inner_faults(path: str, error: ParameterError) -> Iterator[Fault]:
    """Name the faults of an inner group as `describe` names its fields."""
    prefix = _inner_prefix(path)
    for fault in error.faults:
        told = fault if isinstance(fault, Fault) else Fault(path, f"breaks a rule: {fault}")
        yield told if told.name == path else replace(told, name=prefix + told.name)


def _rule(group: type[ParameterGroup], detail: ErrorDetails) -> str:
    """Say which rule a value breaks, continuing the sentence "name = value ..."."""
    context = detail.get("ctx", {})
    cause = context.get("error")
    is_long = detail["type"] == "float_type" and type(detail["input"]) is int  # of more digits than a float can have
    if is_long or detail["type"] in {"greater_than_equal", "less_than_equal"}:
        return f"is outside {_interval(_field_info('', _field(group, detail)))}"
    if detail["type"] in _NOT_A_TYPE:
        return f"is not {_NOT_A_TYPE[detail['type']]}"
    if detail["type"] == "literal_error":
        return f"is not {context['expected']}"
    if detail["type"] == "string_pattern_mismatch":
        return f"does not match {context['pattern']}"
    if isinstance(cause, EcosystemError) and isinstance(cause.faults[0], Fault):
        return cause.faults[0].rule
    return f"is refused ({detail['msg']})"


def _remedy(group: type[ParameterGroup], detail: ErrorDetails) -> str:
    """Say what a field is and what may stand there."""
    field = _field(group, detail)
    if not isinstance(field.json_schema_extra, dict):
        return f"{field.description}." if field.description else ""
    info = _field_info("", field)
    meaning = info.meaning[:1].upper() + info.meaning[1:]
    if info.choices:
        return f"{meaning}. {did_you_mean(str(detail['input']), info.choices)}"
    if info.type == "switch":
        return f"{meaning}; write true or false."
    bounds = "" if info.low is info.high is None else f" in {_interval(info)}"
    wanted = f"{_WANTED[info.type]}{bounds}" + ("" if field.is_required() else f", e.g. {quoted(info.default)}")
    return f"{meaning} ({info.unit}); write {wanted}."


def _field(group: type[ParameterGroup], detail: ErrorDetails) -> PydanticField:
    return group.model_fields[str(detail["loc"][0])]


def _interval(info: FieldInfo) -> str:
    """Write the bounds of a field as an interval."""
    low = "(-inf" if info.low is None else f"[{info.low}"
    high = "inf)" if info.high is None else f"{info.high}]"
    return f"{low}, {high}"
