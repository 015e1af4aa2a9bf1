"""Before and after: conditions measured on the same digits with the same points, paired."""
