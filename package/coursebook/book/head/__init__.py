"""What stands in the head of a page and beside the site: metadata, cards, citations, addresses."""
