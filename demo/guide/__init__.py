"""The guided tour: a program of its own that frames both ends and Twinline, and measures between them."""
