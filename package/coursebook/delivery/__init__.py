"""Writes the items of the bank for learning systems and for paper, and takes marks back to them."""
