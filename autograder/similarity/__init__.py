"""Which submissions share more code than two who work alone would."""
