"""The link of the page: a form and a month as a query, and what a query asks for, with all that is wrong in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from analysis.dashboard.form import Form, fields_by_name, parse, read_form
from analysis.dashboard.policy_form import PREFIX, Value, told
from ecosystem.calendar import date_to_step, step_to_date
from ecosystem.errors import EcosystemError, Fault, quoted, unknown_name
from ecosystem.parameters import MOVED
from ecosystem.parameters.fields import FieldInfo
from ecosystem.policies import moved_fields
from ecosystem.scenario import Scenario

KEYS = ("scenario", "set", "month")
LONGEST_LINK = 50_000
"""Characters of a query that is read; a link of the page with all fields changed has about half as many."""
_LONGEST_NAME = 60
_MOST_NAMES = 8
_MOST_TRIED = 60
"""Values of which each is left out in turn, to find the one that all refusals rest on; of more, all are left out."""
_OWN_SCENARIO = (
    "A scenario of one's own is known to a page that was begun with it: `ecosystem view --scenario FILE.toml`."
)

type _Given = dict[tuple[str, str], str]
"""What a link says, by its key and, where that is "set", the name that is set."""


@dataclass(frozen=True)
class Link:
    """What a link asks for.

    Attributes
    ----------
    form : Form
        With all that can be taken of it.
    n_months : int
        Months to run at once; 0 if it names none.
    faults : tuple of str
        What was left out of it that is of no field, and why; a sentence each.
    at_fields : mapping of str to str
        What was left out of it at a field, and why, by name of the field.
    """

    form: Form
    n_months: int = 0
    faults: tuple[str, ...] = ()
    at_fields: Mapping[str, str] = field(default_factory=dict)

    def sentences(self) -> list[str]:
        """Say all that was left out, as who sees no fields is told."""
        return [*self.faults, *(f"{name}: {told}" for name, told in self.at_fields.items())]

    def notes(self, form: Form) -> dict[str, str]:
        """Say at each field what was left out and what is used instead, as long as nobody has typed anything there."""
        words = {True: "on", False: "off", "": "nothing"}
        instead = {name: form.shown(name) for name in self.at_fields if name not in form.texts}
        return {
            name: f"Left out of the link: {self.at_fields[name]} Used instead: {words.get(value, value)}."
            for name, value in instead.items()
        }


@dataclass(frozen=True)
class _LeftOut:
    """What is left out of a link."""

    infos: Mapping[str, FieldInfo]
    of_none: list[str] = field(default_factory=list)
    at_fields: dict[str, str] = field(default_factory=dict)

    def note(self, fault: Fault) -> None:
        """Note a fault, at the field that it names if there is one."""
        if fault.name in self.infos:
            self.note_at(fault.name, told(fault))
        else:
            self.of_none.append(str(fault))

    def note_at(self, name: str, sentence: str) -> None:
        """Note what is wrong at a field."""
        self.at_fields[name] = f"{self.at_fields.get(name, '')} {sentence}".strip()


def to_query(form: Form, month: str) -> str:
    """Write a form and the month shown as the query of a link; what has no effect is left out."""
    pairs = [("scenario", form.start.name)]
    pairs += [("set", f"{name}={_plain(form.texts[name])}") for name in sorted(form.texts.keys() - _idle(form))]
    return "?" + urlencode([*pairs, ("month", month)] if month else pairs, safe="=")


def _plain(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else value


def _idle(form: Form) -> set[str]:
    """Give the names of what is typed into fields of policies that are switched off."""
    of_policies = {name: name.split(".") for name in form.texts if name.startswith(PREFIX)}
    return {name for name, parts in of_policies.items() if parts[2:] and form.shown(".".join(parts[:2])) is not True}


def read_link(query: str, catalogue: Mapping[str, Scenario], form: Form) -> Link:
    """Read what `to_query` writes, or somebody wrote by hand: what is right is taken, what is wrong is told.

    Parameters
    ----------
    query : str
        With or without its "?".
    catalogue : mapping of str to Scenario
        The scenarios there are.
    form : Form
        What is left unsaid.

    Returns
    -------
    Link
    """
    infos = fields_by_name()
    if len(query) > LONGEST_LINK:
        too_long = f"All of it, since it has {len(query):,} characters, and the page reads {LONGEST_LINK:,} at most."
        return Link(form, faults=(too_long,))
    most = len(KEYS) + len(infos)
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=most)
    except ValueError:
        too_many = f"All of it, since it has more than {most} parts, which is more than the page has fields."
        return Link(form, faults=(too_many,))
    left_out = _LeftOut(infos)
    given = _given(pairs, left_out)
    if ("scenario", "") in given:
        name = given.pop(("scenario", ""))
        if name in catalogue:
            form = replace(form, start=catalogue[name])
        else:
            fault = unknown_name(name, catalogue)
            remedy = f"{fault.remedy} {_OWN_SCENARIO}"
            left_out.note(Fault("scenario", fault.rule.replace("name", "scenario"), quoted(name), remedy=remedy))
    month = given.pop(("month", ""), None)
    for (_, name), text in given.items():
        form = _with_setting(form, name, text, left_out)
    form = _valid(form, left_out)
    for name in sorted(_idle(form)):
        switch = ".".join(name.split(".")[:2])
        rule = "changes nothing, since its policy is switched off"
        left_out.note_at(switch, str(Fault(name, rule, remedy=f"Add set={switch}=true to the link.")))
        form = form.without([name])
    n_months = 0 if month is None else _n_months(month, form, left_out)
    return Link(form, n_months, tuple(left_out.of_none), left_out.at_fields)


def _given(pairs: Iterable[tuple[str, str]], left_out: _LeftOut) -> _Given:
    """Sort what a link says by what it is about, and leave out what it says in two ways."""
    texts: dict[tuple[str, str], dict[str, None]] = {}
    for key, text in pairs:
        name, equals, value = text.partition("=")
        if key not in KEYS:
            left_out.note(unknown_name(key, KEYS, where="parts of a link"))
        elif key != "set":
            texts.setdefault((key, ""), {})[text] = None
        elif not equals:
            about = text if text in left_out.infos else "set"
            left_out.note(Fault(about, "has no value", quoted(text), remedy="Write set=NAME=VALUE."))
        else:
            texts.setdefault((key, name), {})[value] = None
    for (key, name), different in texts.items():
        if len(different) > 1:
            values = " and ".join(quoted(text) for text in different)
            left_out.note(Fault(name or key, "is given in two ways", values, remedy="Give it once."))
    return {about: next(iter(different)) for about, different in texts.items() if len(different) == 1}


def _with_setting(form: Form, name: str, text: str, left_out: _LeftOut) -> Form:
    """Take one value into a form, or note why not."""
    infos = left_out.infos
    if name not in infos:
        moved = {**MOVED, **moved_fields(PREFIX)}
        fault = unknown_name(name[:_LONGEST_NAME], infos, value=quoted(text), where="fields of the page", moved=moved)
        remedy = "`ecosystem parameters` lists all names." if fault.remedy.startswith("Known are") else fault.remedy
        left_out.note(replace(fault, name=name, remedy=remedy))
        return form
    try:
        return form.typed(name, bool(parse(infos[name], text)) if infos[name].type == "switch" else text)
    except ValueError as error:
        left_out.note_at(name, str(error))
        return form


def _valid(form: Form, left_out: _LeftOut) -> Form:
    """Leave out of a form what its fields refuse, until all that is left goes together."""
    while form.texts and (messages := read_form(form).messages):
        because = [f"{name}: {message}" for name, message in messages.items()]
        if refused := form.texts.keys() & messages.keys():
            for name in sorted(refused):
                left_out.note_at(name, messages[name])
        elif alone := _refused_alone(form):
            refused = {alone}
            left_out.note_at(
                alone, f"{quoted(_plain(form.texts[alone]))} does not go with the rest. {' '.join(because)}"
            )
        else:
            refused, names = set(form.texts), sorted(form.texts)
            more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
            named = f" Left out of the link: {', '.join(names[:_MOST_NAMES])}{more}."
            left_out.of_none.extend(f"{sentence}{named}" for sentence in because)
        form = form.without(refused)
    return form


def _refused_alone(form: Form) -> str:
    """Name the one field without which all is well, such as a horizon before a policy begins; "" if none is."""
    names = form.texts if len(form.texts) <= _MOST_TRIED else ()
    return next((name for name in names if not read_form(form.without([name])).messages), "")


def _n_months(month: str, form: Form, left_out: _LeftOut) -> int:
    """Count the months to the month of a link; 0, with a note, if it lies outside the run."""
    setting = read_form(form).setting or form.start
    first, last = step_to_date(0), step_to_date(setting.months - 1)
    try:
        n_months = date_to_step(month) + 1
    except EcosystemError as error:
        for fault in error.faults:
            if isinstance(fault, Fault):
                left_out.note(replace(fault, name="month"))
        return 0
    if not 1 <= n_months <= setting.months:
        rule = f"lies outside the run of {setting.months} months, {first} to {last}"
        remedy = "Give a month within it, or more months."
        left_out.note(Fault("month", rule, quoted(month), remedy=remedy))
        return 0
    return n_months
