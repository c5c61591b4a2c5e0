"""The original playground, exactly: its random numbers, data, links and way of learning.

What a link of the original shows there it shows here, number by number, with the faults of the
original: fixed order, examples left over at the end of an epoch, links that L1 kills for ever.
"""
