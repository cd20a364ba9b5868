"""Common Cartridge 1.3: a module of pages, quizzes and assignments in one file that many learning systems import."""
