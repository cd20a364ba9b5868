"""Packages of a chapter's practice questions for the run-time of a learning system: SCORM 1.2 and SCORM 2004."""
