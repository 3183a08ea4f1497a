"""What the bridge to nbgrader was called: the nbgrader_config.py of a course may still import from here."""
