"""Benchmark, self-test and snapshot: what measures and checks the program itself."""
