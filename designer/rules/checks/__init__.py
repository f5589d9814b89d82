"""The rules, one a file; a file here is a rule."""
