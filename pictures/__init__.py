"""What the pictures of the notebooks are drawn with: `python -m pictures` draws each solutions/<name>/<name>.svg anew.

The drawings themselves are solutions/<name>/picture_<name>.py. None of it is released: students get the pictures
inside their notebooks. The same code draws the same bytes everywhere, so a test can tell whether the committed files
are fresh; hence integers where a value is computed.
"""
