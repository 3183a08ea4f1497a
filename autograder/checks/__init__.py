"""The hidden tests. They read like the lecture; they import only the student's vocabulary and the references."""
