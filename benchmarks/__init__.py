"""Speed and size of the zone beside what it can be compared with: ``python -m benchmarks``."""
