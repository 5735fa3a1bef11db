"""Released model versions and who was trained on whose output."""

from dataclasses import dataclass, field

import networkx as nx
import numpy as np

from ecosystem.calendar import step_to_date
from ecosystem.content.family import Served
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.shown import shown

NOTHING_DROPPED = -(10**6)
"""A month before all data."""


@shown
@dataclass(frozen=True)
class ModelVersion:
    """One trained version.

    Attributes
    ----------
    model_id : int
        Ordinal over all versions.
    trainer : int
        Row of the trainer.
    version : int
        Ordinal among the versions of its trainer.
    cutoff_step, trained_step, released_step : int
        Last month of its data, month of training, first month of sale.
    n_tokens, n_different_tokens : float
        Ideas read in training over all topics, with and without repeats.
    n_absorbed_tokens : float
        Of the different ones, what the learner took in.
    parents : ndarray of float, shape (n earlier versions,)
        Share of the training tokens that each earlier version wrote.
    synthetic_share : float
        Share of training ideas that are synthetic.
    depth : float
        Mean depth of the training tokens: a human idea 0, a synthetic one 1 + the depth of who wrote it.
    loss_at_training : float
        Topic-weighted model loss in the month of training, nats per idea.
    served_loss_at_training : float
        The same of the model as served, after decoding.
    uses : ndarray of float, shape (n_sources,)
        How often a token of each source was used, below 1 the chance that it was; empty for what was not fitted.
    tokens_by_source : ndarray of float, shape (n_sources,)
        Different tokens (ideas) of each source that were drawn; empty for what was not fitted.
    further : float
        Chance that the learner takes in one more token that it reads as often as those that it repeats least.
    budget_reach : float
        Token budget over what its trainer would have read without one; infinite if nothing limited it.
    data_since : int
        Last month of the data that it could not use because its trainer had dropped them; far back if none.
    synthetic_kept, human_kept : float
        Shares of the synthetic and of the human tokens of its sources that caps left it, in [0, 1].
    stand_in_loss : float, optional
        Loss as served, in the month of training, of the model of human text that writes in its name (a control); None
        where it writes itself.
    """

    model_id: int
    trainer: int
    version: int
    cutoff_step: int
    trained_step: int
    released_step: int
    n_tokens: float
    n_different_tokens: float
    n_absorbed_tokens: float
    parents: FloatArray
    synthetic_share: float
    depth: float
    loss_at_training: float
    served_loss_at_training: float
    uses: FloatArray = field(default_factory=lambda: np.zeros(0))
    tokens_by_source: FloatArray = field(default_factory=lambda: np.zeros(0))
    further: float = 1.0
    budget_reach: float = np.inf
    data_since: int = NOTHING_DROPPED
    synthetic_kept: float = 1.0
    human_kept: float = 1.0
    stand_in_loss: float | None = None

    @property
    def written_loss(self) -> float:
        """Loss as served, in the month of training, of whoever writes in its name, nats per idea."""
        return self.served_loss_at_training if self.stand_in_loss is None else self.stand_in_loss

    @property
    def written_depth(self) -> float:
        """Depth of an idea that is written in its name: 1 if its writer read human ideas alone."""
        return 1.0 + (self.depth if self.stand_in_loss is None else 0.0)


@shown
@dataclass
class Lineage:
    """All versions ever trained, and the fitted ones that are still sold or waiting for sale.

    Attributes
    ----------
    versions : list of ModelVersion
    fitted : dict of int to Served
        Versions in use, by id.
    stand_ins : dict of int to Served
        Twins that write in the name of such a version; none unless a control says so.
    """

    versions: list[ModelVersion] = field(default_factory=list)
    fitted: dict[int, Served] = field(default_factory=dict)
    stand_ins: dict[int, Served] = field(default_factory=dict)

    @property
    def n_versions(self) -> int:
        """Number of versions ever trained."""
        return len(self.versions)

    def trainers(self) -> IntArray:
        """Give the row of the trainer of each version, shape (n_versions,)."""
        return np.array([version.trainer for version in self.versions], dtype=np.int64)

    def written_depths(self) -> FloatArray:
        """Give the depth of ideas that each version writes, or that are written in its name, shape (n_versions,)."""
        return np.array([version.written_depth for version in self.versions])

    def writers(self) -> dict[int, Served]:
        """Give what writes in the name of each version in use, by id: itself, or its twin."""
        return self.fitted | self.stand_ins

    def shares(self) -> FloatArray:
        """Give the share of each version's training tokens that each version wrote, shape (n_versions, n_versions).

        Rows are the versions trained; versions stand in order of training, so that a row ends with zeros.
        """
        result = np.zeros((self.n_versions, self.n_versions))
        for row, version in enumerate(self.versions):
            result[row, : len(version.parents)] = version.parents
        return result

    def add(self, version: ModelVersion, served: Served, stand_in: Served | None = None) -> None:
        """Keep a new version, and the twin that writes in its name if there is one."""
        self.versions.append(version)
        self.fitted[version.model_id] = served
        if stand_in is not None:
            self.stand_ins[version.model_id] = stand_in

    def forget_all_but(self, model_ids: set[int]) -> None:
        """Drop the fitted tables of versions that nobody uses any more; their records stay."""
        self.fitted = {key: value for key, value in self.fitted.items() if key in model_ids}
        self.stand_ins = {key: value for key, value in self.stand_ins.items() if key in model_ids}

    def to_networkx(self, least_share: float = 0.001) -> "nx.DiGraph[int]":
        """Give the DAG of versions: an edge from each version to those trained on its output.

        Nodes say trainer, version, month of release (step and date), cutoff, depth, loss (nats per idea), synthetic
        share and number of training tokens; edges the share of the child's training tokens.

        Parameters
        ----------
        least_share : float
            Edges with a smaller share of training tokens are left out.
        """
        graph: nx.DiGraph[int] = nx.DiGraph()
        for version in self.versions:
            graph.add_node(
                version.model_id,
                trainer=version.trainer,
                version=version.version,
                released_step=version.released_step,
                date=step_to_date(version.released_step),
                cutoff_date=step_to_date(version.cutoff_step),
                depth=float(version.depth),
                loss=float(version.loss_at_training),
                synthetic_share=float(version.synthetic_share),
                n_tokens=float(version.n_tokens),
            )
            for parent in np.flatnonzero(version.parents >= least_share).tolist():
                graph.add_edge(parent, version.model_id, share=float(version.parents[parent]))
        return graph
