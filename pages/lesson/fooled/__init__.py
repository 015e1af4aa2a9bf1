"""When CLEVER is fooled: the page's parts."""
