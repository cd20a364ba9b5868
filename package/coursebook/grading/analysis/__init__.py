"""What a graded class has shown: about its items, their variants and the scale they make; and the same without names."""
