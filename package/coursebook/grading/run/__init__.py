"""Inside the sandbox: a notebook's cells are run, its answers are encoded as data."""
