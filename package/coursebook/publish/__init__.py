"""Building and publishing: the site, print and e-book, the server that shows the book while it is written."""
