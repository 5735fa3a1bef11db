"""Judging pages: their mean scores, the groups of their writers, and how far they come in a filter."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, FloatArray, IntArray
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.reading import class_of


@compiled
def mean_scores(table: NDArray[np.float32], topic: IntArray, ideas: AnyIntArray) -> FloatArray:
    """Give the mean score of the ideas of each page, shape (n,).

    Parameters
    ----------
    table : ndarray of float32, shape (n_topics, n_identities)
        Score of each idea.
    topic : ndarray of int64, shape (n,)
    ideas : ndarray of uint16, shape (n, ideas_per_page)
    """
    n_pages, n_ideas = ideas.shape
    result = np.empty(n_pages)
    for page in range(n_pages):
        scores, total = table[topic[page]], 0.0
        for place in range(n_ideas):
            total += scores[ideas[page, place]]
        result[page] = total / n_ideas
    return result


@compiled
def groups_of_writers(
    writer: AnyIntArray,
    is_operator: BoolArray,
    niche: AnyIntArray,
    trait: FloatArray,
    kind: AnyIntArray,
    bounds: FloatArray,
    of_niche: IntArray,
    first_operator: int,
) -> IntArray:
    """Give the group of writers, shape (n,): authors by niche or by a trait, operators by kind.

    Parameters
    ----------
    writer : ndarray of int, shape (n,)
        Row of the author or operator.
    is_operator : ndarray of bool, shape (n,)
    niche : ndarray of int, shape (n_authors,)
    trait : ndarray of float, shape (n_authors,)
    kind : ndarray of int, shape (n_operators,)
    bounds : ndarray of float, shape (n_classes - 1,)
        A trait above k of them is of group k.
    of_niche : ndarray of int64, shape (n_niches,)
        Group of the authors of a niche; -1 for those who are told by their trait.
    first_operator : int
        Group of operators of kind 0.
    """
    result = np.empty(writer.size, np.int64)
    for place in range(writer.size):
        row = writer[place]
        if is_operator[place]:
            result[place] = first_operator + kind[row]
            continue
        group = of_niche[niche[row]]
        if group < 0:
            group = 0
            for bound in bounds:
                group += trait[row] > bound
        result[place] = group
    return result


@compiled
def count_passed(
    by_group: IntArray,
    by_topic: IntArray,
    n_passed: AnyIntArray,
    group: IntArray,
    topic: IntArray,
    n_human: AnyIntArray,
    n_ideas: int,
) -> None:
    """Count pages before each stage of a filter and after the last, in place.

    Parameters
    ----------
    by_group, by_topic : ndarray of int64, shape (1 + n_stages, n_rows, n_classes)
        Classes of pages are those of `class_of`.
    n_passed : ndarray of int8, shape (n,)
        Stages that each page passed, in [0, n_stages].
    group, topic : ndarray of int64, shape (n,)
    n_human : ndarray of uint8, shape (n,)
        Human ideas of each page.
    n_ideas : int
        Ideas a page.
    """
    for page in range(n_passed.size):
        column = class_of(n_human[page], n_ideas)
        for stage in range(n_passed[page] + 1):
            by_group[stage, group[page], column] += 1
            by_topic[stage, topic[page], column] += 1
