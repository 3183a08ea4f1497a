"""The data sets by the name that notebooks import, in the grader's own process: `from exercise_data import load`.

It is the package in the folder `datasets`, loaded from there under this name, whatever else is called `datasets`.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location

from autograder.sandbox.inside import data_sets

_folder = data_sets.folder()
_spec = spec_from_file_location(__name__, _folder / "__init__.py", submodule_search_locations=[str(_folder)])
assert _spec is not None
assert _spec.loader is not None
_package = module_from_spec(_spec)
sys.modules[__name__] = _package  # which is what an import of this name then gives
_spec.loader.exec_module(_package)
