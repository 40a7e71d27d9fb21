"""What runs when nobody watches: the server that tells the story of a night, its schedule."""
