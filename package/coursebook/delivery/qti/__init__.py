"""QTI in the versions that systems import as packages of single items: 2.1 and 3.0."""
