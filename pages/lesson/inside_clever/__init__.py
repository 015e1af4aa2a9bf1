"""Inside CLEVER: the algorithm in five steps on one digit."""
