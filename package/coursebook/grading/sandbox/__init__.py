"""Isolation: system calls, namespaces, resource limits, and the frames that leave it."""
