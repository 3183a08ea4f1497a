"""Which submissions share more code than the work of two students who work alone."""
