"""The explorer: one picture's way through a network, layer by layer, value by value."""
