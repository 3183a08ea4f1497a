"""The pictures of the notebooks: `python -m pictures` draws solutions/<name>/<name>.svg anew, each by its own module.

Nothing here is released: students get the pictures inside their notebooks. The same code draws the same bytes
everywhere, so a test can tell whether the committed files are fresh; hence integers where a value is computed.
"""
