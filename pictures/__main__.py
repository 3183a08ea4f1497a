"""Draws every picture anew: `python -m pictures`, or those named: `python -m pictures lstm gru`."""

from __future__ import annotations

import sys

from pictures.gallery import PICTURES, path_of

for name in sys.argv[1:] or PICTURES:
    path_of(name).write_text(PICTURES[name]().svg(), encoding="utf-8", newline="\n")
