"""Slides of a chapter, made from its own figures, forecasts and questions."""
