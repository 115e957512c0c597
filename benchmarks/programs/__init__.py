"""What the benchmarks start in a terminal of their own: ``python -m benchmarks.programs.NAME``."""
