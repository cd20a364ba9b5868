"""The commands that work on the evidence and on the site. Heavy imports stand in the functions that need them."""
