"""The functions that compute our figures, a module for each subject."""

from coursebook.evidence.computed import cases, corruption, history, introduction, reform

__all__ = ["cases", "corruption", "history", "introduction", "reform"]
