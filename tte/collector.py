"""How the garbage collector is set in processes that hold exercises."""

import gc

RARELY = (20_000, 20, 20)
"""Thresholds: nearly all that play makes is freed without the collector, and each of its walks is a pause."""


def settle() -> None:
    """What start-up made lives as long as the process: the collector need not walk it, nor walk often.

    The state of a long exercise is a million small values; with the usual thresholds walking them cost more than
    deciding a move did.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
