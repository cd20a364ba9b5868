"""The directives that print evidence, questions and plans."""
