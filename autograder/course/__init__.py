"""The course on disk: grading.yml (`config`) and what students handed in (`submissions`)."""
