"""What the person at the terminal sees and asks: a run told, a child explained, an installation examined."""
