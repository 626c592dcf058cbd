"""The start page: for each role what is next, and every number a link to the list that it counts."""
