"""File formats: `parse` finds the words in a source, `serialize` puts translations in their place."""
