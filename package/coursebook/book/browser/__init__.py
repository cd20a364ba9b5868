"""Notebooks for the browser and for services that run them."""
