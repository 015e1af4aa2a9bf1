"""Inside CLEVER: the algorithm in six steps on one digit."""
