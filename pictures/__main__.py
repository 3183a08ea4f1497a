"""Draws every picture anew: `python -m pictures`, or those named: `python -m pictures lstm gru`."""

from __future__ import annotations

import sys

from pictures.gallery import drawn, names, path_of

for name in sys.argv[1:] or names():
    path_of(name).write_text(drawn(name).svg(), encoding="utf-8", newline="\n")
