"""How equal two programs must be."""

from __future__ import annotations

import numpy as np
import pytest


def agree(ours: object, expected: object, rel: float = 1e-9, noise: float = 1e-8) -> None:
    """Assert equality to `rel`, NaN for NaN.

    Where the other program has rounding noise for an exact 0 (under `noise`, such as the standard
    error of a calibrated margin) ours must be under it too; and a difference of two nearly equal shares
    may lose digits, down to 1e-12. With `noise` = 0 every number counts, however small.
    """
    ours, expected = np.asarray(ours, dtype=float), np.asarray(expected, dtype=float)
    zero = np.abs(expected) < noise
    assert (np.abs(ours[zero]) < noise).all()
    assert ours[~zero] == pytest.approx(expected[~zero], rel=rel, abs=1e-12 if noise else 0, nan_ok=True)
