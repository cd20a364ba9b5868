"""The processes of a run: the fork server, its client, and one attempt at a submission."""
