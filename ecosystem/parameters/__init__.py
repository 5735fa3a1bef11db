"""The only place with numbers: frozen parameter groups, each field with unit, bounds, meaning and source."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self

from pydantic import Field, model_validator

from ecosystem.errors import Fault, ParameterError, quoted
from ecosystem.parameters.answers import AnswerParameters
from ecosystem.parameters.attention import AttentionParameters
from ecosystem.parameters.authors import AuthorParameters
from ecosystem.parameters.content import ContentParameters
from ecosystem.parameters.controls import ControlParameters
from ecosystem.parameters.crawl import CrawlParameters
from ecosystem.parameters.culture import CultureParameters
from ecosystem.parameters.detection import DetectionParameters
from ecosystem.parameters.fields import ParameterGroup, moved_names
from ecosystem.parameters.filtering import FilteringParameters
from ecosystem.parameters.generators import GeneratorParameters
from ecosystem.parameters.market import MarketParameters
from ecosystem.parameters.text import TextParameters
from ecosystem.parameters.training import TrainingParameters
from ecosystem.parameters.web import WebParameters

WITHOUT_NUCLEI = ("gaussian", "text")
"""Families whose models have no nucleus, so that `training.top_p` would do nothing to them."""


class Parameters(ParameterGroup):
    """All parameters of a run, by group."""

    culture: CultureParameters = Field(default_factory=CultureParameters)
    content: ContentParameters = Field(default_factory=ContentParameters)
    text: TextParameters = Field(default_factory=TextParameters)
    web: WebParameters = Field(default_factory=WebParameters)
    attention: AttentionParameters = Field(default_factory=AttentionParameters)
    answers: AnswerParameters = Field(default_factory=AnswerParameters)
    authors: AuthorParameters = Field(default_factory=AuthorParameters)
    generators: GeneratorParameters = Field(default_factory=GeneratorParameters)
    crawl: CrawlParameters = Field(default_factory=CrawlParameters)
    filtering: FilteringParameters = Field(default_factory=FilteringParameters)
    detection: DetectionParameters = Field(default_factory=DetectionParameters)
    training: TrainingParameters = Field(default_factory=TrainingParameters)
    market: MarketParameters = Field(default_factory=MarketParameters)
    controls: ControlParameters = Field(default_factory=ControlParameters)

    @model_validator(mode="after")
    def _cuts_only_what_has_a_nucleus(self) -> Self:
        if self.content.family in WITHOUT_NUCLEI and self.training.top_p != 1.0:
            rule = f"does nothing where content.family = {quoted(self.content.family)}"
            remedy = "Leave it at 1; training.temperature makes models likelier to say what is likely."
            raise ParameterError(Fault("training.top_p", rule, str(self.training.top_p), remedy=remedy))
        return self


MOVED: Mapping[str, str] = MappingProxyType(moved_names(Parameters))
"""Dotted names that were parameters once -> their names now."""
