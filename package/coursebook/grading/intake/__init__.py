"""From the files that were handed in to one submission a student."""
