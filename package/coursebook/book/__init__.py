"""The parts of the Sphinx extension: roles, directives, rules, the head of a page and the theme."""
