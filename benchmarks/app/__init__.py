"""How the running app feels to its visitors, measured from outside; see `benchmarks/README.md`."""
