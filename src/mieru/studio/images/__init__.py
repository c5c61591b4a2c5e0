"""The page of images, seen from the server: a network learns pictures while the page watches.

There is one training at a time. It belongs to the server: pages come and go, and ask for its state.
"""
