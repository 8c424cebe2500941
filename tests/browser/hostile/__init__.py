"""What a hostile customer would send: words, names and files that want to run in the page."""
