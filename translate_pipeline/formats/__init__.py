"""File formats: `parse` finds the words in a source, `serialize` puts translations in their place."""

FORMATS = {".md": "markdown", ".markdown": "markdown", ".txt": "text", ".html": "html", ".htm": "html"}
"""Suffix of a post to its format."""
