"""From a submission's cells to the cells of its release."""
