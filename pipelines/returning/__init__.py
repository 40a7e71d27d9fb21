"""Lists that come back filled in: read, answered row by row, and put on file."""
