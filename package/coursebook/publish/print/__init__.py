"""The book on paper (PDF) and as an e-book (EPUB), both made from the pages of the paper build."""
