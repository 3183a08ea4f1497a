"""Ways to make a mistake: each operator rewrites one place of right code, as people get it wrong.

One operator is one function in a registry; a new one is one function below `@operator(...)` in a module of this folder,
and its example in tests/audit/test_operators.py.

What there is follows what has been found in real programs:

- N. Humbatova, G. Jahangirova, P. Tonella: DeepCrime: Mutation Testing of Deep Learning Systems Based on Real Faults,
  ISSTA 2021: hyperparameters (learning rate, epochs, batch size), activations added, removed and changed, biases and
  initial weights, losses, optimizers and their settings, regularization added, training data that is changed;
- L. Ma et al.: DeepMutation: Mutation Testing of Deep Learning Systems, ISSRE 2018: layers added, removed and repeated,
  activations removed, data shuffled, repeated, left out;
- R. A. DeMillo, R. J. Lipton, F. G. Sayward: Hints on Test Data Selection, Computer 11(4), 1978, and the general
  operators that came of it: comparisons, arithmetic, constants, conditions, statements, arguments, loops;

and what students' answers show beyond that: caps, state kept between calls, sizes fixed in the code, arguments left
unused or changed, bounded values, global state touched, loaders made anew.
"""

from __future__ import annotations

from autograder.audit.operators import general, networks, probes, sizes, state, training  # noqa: F401 - they register
from autograder.audit.operators.registry import OPERATORS, Operator, Place, variants

__all__ = ["OPERATORS", "Operator", "Place", "variants"]
