"""A simulated class, for the demonstration, the benchmarks and the tests."""
