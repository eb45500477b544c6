"""One module per upstream: files → records."""
