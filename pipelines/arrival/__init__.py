"""Where the registers come in: reached, opened, read, laid aside, and recognized again."""
