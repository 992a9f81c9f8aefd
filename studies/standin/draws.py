"""Random numbers by name: changing one question leaves the draws of all others as they were."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from scipy.special import ndtri


class Draws:
    """One stream of uniform numbers for each name.

    Only `Generator.random` is used, whose stream does not change between versions of numpy; every
    other distribution is obtained from it by inverse transform.
    """

    def __init__(self, seed: int):
        self.seed = seed

    def uniform(self, name: str, size: int) -> np.ndarray:
        """Numbers in [0, 1), shape (size,)."""
        stream = np.random.SeedSequence([self.seed, crc32(name.encode())])
        return np.random.Generator(np.random.PCG64(stream)).random(size)

    def normal(self, name: str, size: int) -> np.ndarray:
        """Standard normal numbers, shape (size,)."""
        return ndtri(np.clip(self.uniform(name, size), 1e-12, 1 - 1e-12))

    def order(self, name: str, size: int) -> np.ndarray:
        """A random permutation of 0 .. size - 1."""
        return np.argsort(self.uniform(name, size), kind="stable")

    def pick(self, name: str, size: int, options: list) -> list:
        """`size` options, each as likely as the others."""
        return [options[int(u * len(options))] for u in self.uniform(name, size)]
