"""The course on disk: grading.yml (`config`), what students get (`release`) and what they handed in (`submissions`)."""
