"""The review page: a small server on this machine, or one HTML file, on which people decide on drafts.

`documents` finds review files, `store` reads and writes them, `views` says what is to be seen (pure), `page` puts it into
HTML, `app` answers requests and `security` says whose.
"""
