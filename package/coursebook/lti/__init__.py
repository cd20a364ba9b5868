"""LTI 1.3: students open, take and hand in their notebooks from their course; marks go back to its gradebook.

An optional service, ``pip install -e './package[lti]'``; the rest of the package needs nothing of it. It follows LTI 1.3 with
its services Names and Roles 2.0, Assignments and Grades 2.0 and Deep Linking 2.0, as 1EdTech publishes them.
"""
