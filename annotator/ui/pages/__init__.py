"""The pages of the window; they do not import each other."""
