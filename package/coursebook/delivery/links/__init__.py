"""One address for a class: a page where each student types a code and gets the files that are theirs."""
