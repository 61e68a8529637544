"""Benchmark, self-test and snapshot: tools that measure and check the program itself."""
