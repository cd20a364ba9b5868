"""The course file: dates, late policy, weights, extensions."""
