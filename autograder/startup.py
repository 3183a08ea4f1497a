"""Imported before all else by programs that people wait for."""

import sys

# jsonschema, which comes with nbformat, compiles the grammar of web addresses for seconds, to check what nothing
# here asks it to. It does without where the package is missing.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
