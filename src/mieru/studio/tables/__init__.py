"""The Data page, seen from the server: a table is looked at, then a network learns from it.

There is one training at a time, which belongs to the server. Its recording lies in the runs folder
like any other, and can be seen under way on the page of runs too.
"""
