"""A term from one course file: a new one, its clashes, the syllabus, the calendar, and what is released of it."""
