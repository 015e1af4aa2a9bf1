"""Side-by-side measurements of speed and quality; `python -m benchmarks --help`."""
