"""One file a revision, each with its tables written out: a revision never changes again."""
