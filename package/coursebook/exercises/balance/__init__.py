"""What a past class has shown about its variants, and draws of the next that are alike in how hard they are expected to be."""
