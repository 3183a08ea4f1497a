"""The old name of the bridge to nbgrader: the nbgrader_config.py of a course may still import from here."""
