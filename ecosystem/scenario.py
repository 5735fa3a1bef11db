"""A scenario: a named story with a question, its parameters and its horizon, as one frozen object.

Scenarios turn into text (TOML or JSON) and back, and hash by their content. They open no files.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from hashlib import sha256
from operator import getitem
from typing import Annotated, Any, ClassVar, Self

import tomli_w
from pydantic import BeforeValidator, Field, SerializeAsAny, model_validator

from ecosystem.errors import Fault, ParameterError, ScenarioError, UnknownNameError, quoted, unknown_name
from ecosystem.notation import from_json, from_toml
from ecosystem.parameters import MOVED, Parameters
from ecosystem.parameters.authors import MOST_TOPICS
from ecosystem.parameters.content import FAMILIES
from ecosystem.parameters.fields import FieldInfo, ParameterGroup, describe, parameter
from ecosystem.policies import Policy, read_policies
from ecosystem.shown import as_table

LONGEST_NAME = 64
"""Characters of the name of a scenario, at most."""
NAME = f"[A-Za-z0-9_-]{{1,{LONGEST_NAME}}}"
"""Pattern of the name of a scenario, which names files and folders as well."""


class Scenario(ParameterGroup):
    """What is simulated, and why.

    Parameters
    ----------
    name : str
        1 to 64 letters, digits, "_" and "-".
    story : str
        What happens in this world, for people.
    question : str
        What it is to answer, for people.
    size : int
        Number of human authors at the start, in [50, 1000000]; all else scales with it.
    months : int
        Number of steps to run, in [1, 600].
    parameters : Parameters
        Everything else, in groups.
    policies : tuple of Policy
        Dated changes of the rules, none of them twice; a package, a list of tables or a single policy is taken as
        well. Their dates lie within the horizon.

    Raises
    ------
    ScenarioError
        If anything is wrong; it lists every fault.

    Examples
    --------
    >>> scenario = Scenario(name="fast-culture", question="Do models age faster when culture moves faster?", size=500)
    >>> scenario.months, scenario.parameters.culture.persistence
    (168, 0.9985)
    >>> Scenario.from_toml(scenario.to_toml()) == scenario
    True
    """

    error_type: ClassVar[type[ParameterError]] = ScenarioError

    name: str = Field(
        pattern=f"^{NAME}$",
        description=f'A name has 1 to {LONGEST_NAME} letters, digits, "_" and "-"',
    )
    story: str = Field(default="", description="The story is text: what happens in this world")
    question: str = Field(default="", description="The question is text: what it is to answer")
    size: int = parameter(
        2_000,
        unit="human authors",
        low=50,
        high=1_000_000,
        meaning="Number of human authors at the start, which all else scales with",
        source="judgement: some millions of pages, a run of seconds",
    )
    months: int = parameter(
        168,
        unit="months",
        low=1,
        high=600,
        meaning="Horizon of a run, from January 2022",
        source="judgement: to December 2035",
    )
    parameters: Parameters = Field(default_factory=Parameters, description="The parameters are a table of groups")
    policies: Annotated[tuple[SerializeAsAny[Policy], ...], BeforeValidator(read_policies)] = Field(
        default=(), description="Policies are a list of tables, each with its kind"
    )

    @model_validator(mode="after")
    def _policies_lie_within_the_horizon(self) -> Self:
        faults = [
            replace(fault, name=f"{policy.kind}.{fault.name}")
            for policy in self.policies
            for fault in policy.faults_within(self.months)
        ]
        if faults:
            raise ScenarioError(*faults)
        return self

    @model_validator(mode="after")
    def _pages_can_name_their_topic(self) -> Self:
        authors = self.parameters.authors
        if (n_topics := authors.n_topics(self.size)) > MOST_TOPICS:
            rule = f"makes {n_topics} topics of {self.size} authors, more than the {MOST_TOPICS} that pages can name"
            remedy = f"Give at least {-(-self.size // MOST_TOPICS)} authors per topic, or lower size."
            value = quoted(authors.authors_per_topic)
            raise ScenarioError(Fault("authors.authors_per_topic", rule, value, remedy=remedy))
        return self

    @classmethod
    def _where(cls, values: Mapping[str, Any]) -> str:
        return f"scenario {quoted(values['name'])}" if "name" in values else "scenario"

    def _changed(self) -> Iterator[tuple[FieldInfo, Any]]:
        """Give the parameters that differ from the baseline, with their values."""
        for info in describe(Parameters):
            if (value := self.value(info.name)) != info.default:
                yield info, value

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Give what a prompt shows: name, size, months, and what differs from the baseline."""
        yield from ((None, self.name), ("size", self.size), ("months", self.months))
        yield from ((info.name, value) for info, value in self._changed())
        yield from ((None, policy) for policy in self.policies)

    def _repr_html_(self) -> str:
        rows = [("size", f"{self.size:,} human authors"), ("months", f"{self.months} from January 2022")]
        rows += [(name, text) for name, text in (("question", self.question), ("story", self.story)) if text]
        rows += [
            (info.name, f"{quoted(value)} instead of {quoted(info.default)} {info.unit}: {info.meaning}")
            for info, value in self._changed()
        ]
        rows += [(policy.kind, policy.describe()) for policy in self.policies]
        return as_table(f"Scenario {self.name}", rows)

    def __getstate__(self) -> dict[Any, Any]:
        """Take a family of content along that is not of this project, so that whoever reads this imports its module."""
        return {**super().__getstate__(), "family": FAMILIES.own().get(self.parameters.content.family)}

    @property
    def content_hash(self) -> str:
        """Hash of all that is in the scenario: sha256 of its canonical JSON, in hexadecimal."""
        return sha256(self.to_json().encode()).hexdigest()

    def value(self, name: str) -> Any:
        """Give a value by the name under which `replace` takes it, e.g. "culture.persistence" or "size".

        Raises
        ------
        UnknownNameError
            If nothing has this name.
        """
        value: Any = self if name in type(self).model_fields else self.parameters
        for part in name.split("."):
            if not (isinstance(value, ParameterGroup) and part in type(value).model_fields):
                break
            value = getattr(value, part)
        else:
            if not isinstance(value, ParameterGroup):
                return value
        known = {info.name for info in describe(type(self))} | {"name", "story", "question", "policies"}
        raise UnknownNameError(unknown_name(name, known, where=f"scenario {self.name!r}", moved=MOVED))

    def given(self) -> tuple[str, ...]:
        r"""Name what was said of it when it was made or read, by the names that `replace` takes; all else is default.

        Examples
        --------
        >>> Scenario.from_toml('name = "fast"\nsize = 500\n[parameters.culture]\npersistence = 0.99').given()
        ('size', 'culture.persistence')
        """
        groups = {name: getattr(self.parameters, name) for name in self.parameters.model_fields_set}
        dotted = {f"{name}.{field}" for name, group in groups.items() for field in group.model_fields_set}
        known = ["story", "question", *(info.name for info in describe(type(self)))]
        return tuple(name for name in known if name in self.model_fields_set | dotted)

    def replace(self, **changes: Any) -> Self:
        """Make a scenario that differs in some values.

        Parameters
        ----------
        **changes
            New values of name, story, question, size, months and policies, and of parameters by dotted
            name, e.g. ``replace(size=500, **{"culture.persistence": 0.99})``.

        Returns
        -------
        Scenario
            The new scenario.

        Raises
        ------
        ScenarioError
            If a name is unknown or a value breaks its rule; it lists every fault.

        Examples
        --------
        >>> baseline = Scenario(name="baseline")
        >>> small = baseline.replace(size=500, **{"culture.persistence": 0.99})
        >>> small.value("culture.persistence"), baseline.value("culture.persistence")
        (0.99, 0.9985)
        >>> baseline.replace(**{"web.persistence": 0.99})
        Traceback (most recent call last):
            ...
        ecosystem.errors.ScenarioError: web.persistence = 0.99 is not a known name ... 'culture.persistence'?
        """
        content = self.to_dict()
        dotted = {info.name for info in describe(Parameters)}
        known = dotted | (content.keys() - {"parameters"})
        faults: list[Fault | str] = []
        for name, value in changes.items():
            if name not in known:
                where = f"scenario {self.name!r}"
                faults.append(unknown_name(name, known, value=quoted(value), where=where, moved=MOVED))
            elif name in dotted:
                *groups, field = name.split(".")
                reduce(getitem, groups, content["parameters"])[field] = value
            else:
                content[name] = value
        try:
            changed = type(self)(**content)
        except ScenarioError as error:
            faults.extend(error.faults)
        if faults:
            raise ScenarioError(*faults)
        return changed

    def to_dict(self) -> dict[str, Any]:
        """Write all values as nested dictionaries of plain Python values."""
        content = self.model_dump(exclude={"policies"})
        return {**content, "policies": [policy.to_dict() for policy in self.policies]}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Read what `to_dict` writes; any key but the name may be left out.

        Raises
        ------
        ScenarioError
            If anything is wrong; it lists every fault.
        """
        if not isinstance(content, Mapping):
            raise ScenarioError(Fault("scenario", "is not a table of fields", quoted(content)))
        return cls(**{str(key): value for key, value in content.items()})

    def to_json(self) -> str:
        """Write the scenario as canonical JSON: sorted keys, no spaces."""
        return json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a scenario from JSON.

        Raises
        ------
        ScenarioError
            If the text is not JSON, or anything in it is wrong.
        """
        return cls.from_dict(from_json(text, ScenarioError))

    def to_toml(self) -> str:
        """Write the scenario as TOML, as users write it."""
        return tomli_w.dumps(self.to_dict())

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a scenario from TOML.

        Parameters
        ----------
        text : str
            Top-level keys name, story, question, size and months, and tables such as
            ``[parameters.culture]``; every key but the name may be left out.

        Returns
        -------
        Scenario
            The scenario.

        Raises
        ------
        ScenarioError
            If the text is not TOML, or anything in it is wrong.
        """
        return cls.from_dict(from_toml(text, ScenarioError))
