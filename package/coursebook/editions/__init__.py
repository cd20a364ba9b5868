"""Two editions of one book: the instructor's, with everything, and the public one, whose answers lie in an encrypted pack.

``coursebook publish`` writes the public edition and the pack, ``coursebook unlock`` makes it the instructor edition again.
"""
