"""Pages in a language's folder: read with another page's text, translated, and what is missing marked."""
