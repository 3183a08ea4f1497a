"""What a hidden test holds: the student's functions and objects, wherever their code lives."""
