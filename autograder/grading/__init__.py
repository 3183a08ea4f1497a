"""One submission becomes a Report; a class of them becomes many, side by side."""
