"""The transformer learner: a small decoder-only network for each row, trained on passages of tokens with torch.

Each row (a topic) has a network of its own: rows then learn nothing of one another, as with all learners. Networks are
functions of plain arrays, so that what is saved and copied is numbers; torch, an extra, is imported when one is trained
or asked. Nothing is drawn from the random numbers of torch: weights begin at keyed numbers, and batches go through the
passages in steps of the golden ratio. The same passages give the same weights on one machine, whatever their order and
however many processors torch may use; on another processor, on a GPU, or with another torch, they differ a little.

References
----------
Vaswani et al. 2017, arXiv 1706.03762; Radford et al. 2019 (normalised before each part); Groeneveld et al. 2024, arXiv
2402.00838 (normalised without weights); Press and Wolf 2017, arXiv 1608.05859 (tokens are read and written by the same
weights); Loshchilov and Hutter 2019, arXiv 1711.05101 (AdamW).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.learners.ngrams import NgramModel, fit_passages
from ecosystem.content.writings import torch_library
from ecosystem.randomness import FloatArray, IntArray, UInt64Array, derive, normal_quantile, to_unit
from ecosystem.shown import shown

Passage = NDArray[np.uint16]
Weights = dict[str, NDArray[np.float32]]
_BATCH, _RATE, _DECAY, _WARMING = 64, 5e-3, 0.5, 0.1
_SPREAD, _WIDER = 0.02, 4
_AT_ONCE = 1024
_GOLDEN = (5.0**0.5 - 1.0) / 2.0


@dataclass(frozen=True)
class Shape:
    """A network and its training.

    Attributes
    ----------
    layers, width : int
    passes : int
        How often each passage is seen, times its weight, if that takes no more steps than there may be.
    steps : int
        Batches of passages, at most.
    """

    layers: int
    width: int
    passes: int
    steps: int


@shown
@dataclass(frozen=True)
class TransformerModel:
    """Transformers, one a row.

    Attributes
    ----------
    size : int
        Tokens of the vocabulary.
    weights : dict of ndarray of float32, each of shape (n_rows, ...)
        All 0 for a row without passages, which gives all tokens the same probability.
    counted : NgramModel
        The same passages counted, by which is told what more of them are worth.
    """

    size: int
    weights: Weights
    counted: NgramModel

    def served(self, temperature: float) -> "ServedTransformer":
        """Decode the model with a temperature > 0."""
        return ServedTransformer(self, 1.0 / temperature)

    def log_probs(self, rows: IntArray, passages: Passage) -> FloatArray:
        """Give the log-probability of each token of passages in nats, shape of passages (n, passage length)."""
        return self.served(1.0).log_probs(rows, passages)


@shown
@dataclass(frozen=True)
class ServedTransformer:
    """A model at a temperature: probabilities to the power of 1 / temperature, summing to 1.

    It is asked in double precision, in which what it says of a passage does not depend on those beside it.
    """

    model: TransformerModel
    power: float

    def log_probs(self, rows: IntArray, passages: Passage) -> FloatArray:
        """Give the log-probability of each token of passages in nats, shape of passages (n, passage length)."""
        result, torch = np.empty(passages.shape), torch_library()
        with _asked(torch):
            for chosen, network in self._parts(torch, rows):
                tokens = torch.as_tensor(passages[chosen].astype(np.int64), device=_device(torch))
                told = torch.log_softmax(self.power * _logits(torch, network, _read(torch, tokens, self.model.size)), 2)
                result[chosen] = told.gather(2, tokens[:, :, None])[:, :, 0].cpu().numpy()
        return result

    def sample(self, rows: IntArray, raw: UInt64Array, length: int) -> Passage:
        """Draw a passage of the row in `rows` for each raw number, shape (n, length)."""
        result, torch = np.empty((raw.size, length), np.uint16), torch_library()
        units = to_unit(derive(raw[:, None], np.arange(length)))
        with _asked(torch):
            for chosen, network in self._parts(torch, rows):
                unit, seen = torch.as_tensor(units[chosen], device=_device(torch)), _Seen(len(network["join"]))
                token = torch.full((len(chosen), 1), self.model.size, device=_device(torch))
                for place in range(length):
                    shares = torch.softmax(self.power * _logits(torch, network, token, seen)[:, -1], 1).cumsum(1)
                    token = torch.searchsorted(shares, unit[:, place, None] * shares[:, -1:], right=True)
                    token = token.clamp(max=self.model.size - 1)
                    result[chosen, place] = token[:, 0].cpu().numpy()
        return result

    def _parts(self, torch: Any, rows: IntArray) -> Iterator[tuple[IntArray, dict[str, Any]]]:
        """Give places of passages of one row, a bounded number at once, with its network."""
        for row in np.unique(rows):
            network = {
                name: torch.as_tensor(each[row], dtype=torch.float64, device=_device(torch))
                for name, each in self.model.weights.items()
            }
            mine = np.flatnonzero(rows == row)
            for first in range(0, len(mine), _AT_ONCE):
                yield mine[first : first + _AT_ONCE], network


def fit_transformers(
    shape: Shape, n_rows: int, size: int, rows: IntArray, passages: Passage, weight: FloatArray
) -> TransformerModel:
    """Train a network for each row on passages, of which each counts with its weight.

    Raises
    ------
    CorpusError
        If torch is not installed.
    """
    torch = torch_library()
    begun = _begun(shape, size, passages.shape[1])
    weights = {name: np.zeros((n_rows, *each.shape), np.float32) for name, each in begun.items()}
    with _alone(torch):
        for row in np.unique(rows):
            mine, place = np.unique(passages[rows == row], axis=0, return_inverse=True)
            counts = np.bincount(place.ravel(), weight[rows == row])
            for name, each in _trained(torch, shape, begun, mine.astype(np.int64), counts).items():
                weights[name][row] = each
    return TransformerModel(size, weights, fit_passages(n_rows, size, rows, passages, weight))


def _begun(shape: Shape, size: int, length: int) -> Weights:
    """Give the weights before training, from normal draws that depend on nothing else."""
    layers, width = shape.layers, shape.width
    shapes = {
        "token": (size + 1, width),
        "place": (length, width),
        "look": (layers, width, 3 * width),
        "join": (layers, width, width),
        "widen": (layers, width, _WIDER * width),
        "narrow": (layers, _WIDER * width, width),
    }
    draws = {name: to_unit(derive("weight", name, np.arange(np.prod(each)))) for name, each in shapes.items()}
    weights = {name: (_SPREAD * normal_quantile(draws[name])).reshape(each) for name, each in shapes.items()}
    return {name: each.astype(np.float32) for name, each in weights.items()} | {"bias": np.zeros(size, np.float32)}


def _trained(torch: Any, shape: Shape, begun: Weights, passages: IntArray, weight: FloatArray) -> Weights:
    """Train a network on different passages; the probabilities of single tokens are where it begins."""
    size, running = len(begun["bias"]), np.cumsum(weight) / weight.sum()
    counts = 1.0 + np.bincount(passages.ravel(), np.repeat(weight, passages.shape[1]), minlength=size)
    begun = begun | {"bias": np.log(counts / counts.sum()).astype(np.float32)}
    network = {name: torch.tensor(each, device=_device(torch), requires_grad=True) for name, each in begun.items()}
    n_steps = min(shape.steps, int(np.ceil(shape.passes * weight.sum() / _BATCH)))
    optimiser = torch.optim.AdamW(network.values(), lr=_RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (_WARMING * n_steps), 1.0, (n_steps - step) / n_steps)
    )
    for step in range(n_steps):
        units = (np.arange(step * _BATCH, (step + 1) * _BATCH) + 1.0) * _GOLDEN % 1.0
        chosen = np.searchsorted(running, units, side="right").clip(max=len(passages) - 1)
        tokens = torch.as_tensor(passages[chosen], device=_device(torch))
        told = _logits(torch, network, _read(torch, tokens, size))
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(told.flatten(0, 1), tokens.flatten()).backward()
        optimiser.step()
        rate.step()
    return {name: each.detach().cpu().numpy() for name, each in network.items()}


class _Seen:
    """What each layer looks back at: keys and values of the tokens before."""

    def __init__(self, n_layers: int) -> None:
        self.n = 0
        self._pairs: list[Any] = [None] * n_layers

    def with_more(self, torch: Any, layer: int, pair: Any) -> Any:
        """Add keys and values of new tokens, shape (2, n, heads, tokens, width of a head); give all."""
        before = self._pairs[layer]
        self._pairs[layer] = pair if before is None else torch.cat([before, pair], 3)
        return self._pairs[layer]


def _logits(torch: Any, network: dict[str, Any], tokens: Any, seen: _Seen | None = None) -> Any:
    """Give what the next token after each one may be, shape (n, tokens, size): log-probabilities up to a constant.

    `seen` holds what came before one new token, and takes it in.
    """
    functional, n_before = torch.nn.functional, 0 if seen is None else seen.n
    width = network["token"].shape[1]
    n_heads = next(each for each in (4, 2, 1) if width % each == 0)

    def normal(values: Any) -> Any:
        return functional.layer_norm(values, (width,))

    state = network["token"][tokens] + network["place"][n_before : n_before + tokens.shape[1]]
    for layer in range(len(network["join"])):
        look = (normal(state) @ network["look"][layer]).unflatten(2, (3, n_heads, width // n_heads))
        query, *pair = look.permute(2, 0, 3, 1, 4)
        key, value = pair if seen is None else seen.with_more(torch, layer, torch.stack(pair))
        found = functional.scaled_dot_product_attention(query, key, value, is_causal=seen is None)
        state = state + found.transpose(1, 2).flatten(2) @ network["join"][layer]
        state = state + functional.gelu(normal(state) @ network["widen"][layer]) @ network["narrow"][layer]
    if seen is not None:
        seen.n += tokens.shape[1]
    return normal(state) @ network["token"][:-1].T + network["bias"]


def _read(torch: Any, tokens: Any, size: int) -> Any:
    """Give what stands before each token: the mark of the beginning, and all tokens but the last."""
    return torch.cat([torch.full_like(tokens[:, :1], size), tokens[:, :-1]], 1)


def _device(torch: Any) -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


@contextmanager
def _alone(torch: Any) -> Iterator[None]:
    """Let torch use one processor for a while, so that sums have one order, and runs side by side do not crowd."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


@contextmanager
def _asked(torch: Any) -> Iterator[None]:
    with _alone(torch), torch.inference_mode():
        yield
