"""Pages of pilots: HTTP in, HTTP out."""
