"""Pictures of the reader's own, labelled on the page and learned by transfer learning.

The server keeps no pictures: what arrives goes through f at once, and its features are kept. So g
learns in seconds, however many pictures there are.
"""
