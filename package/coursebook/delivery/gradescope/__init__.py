"""The autograder that Gradescope runs: its archive, and what happens for each submission."""
