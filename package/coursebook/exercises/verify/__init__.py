"""Proof that an assignment's tests accept right answers and refuse wrong ones."""
