"""Changing articles: `saving` is the only way to write them, `versions` the shape of what is kept."""
