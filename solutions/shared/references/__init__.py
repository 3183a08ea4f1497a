"""What a right answer computes, in the student's own weights, and the mistakes that are known by name."""
