"""Kernels: the compiled loops of the model, each a short plain loop over the items of some columns.

A kernel is written once, where a loop reads better than the arrays that it would need; it knows columns and numbers,
and nothing of the world. The tests hold it against a few lines of numpy. Compiled code is kept on disk, beside the
source or in the user's cache where that folder is read-only, so that a machine compiles each kernel once.
"""
