"""The playground: an experiment as one value, the engines that run it, and all that it can show.

What learns while a person watches must not wait for a compiler: this room imports NumPy only, and
JAX where an experiment asks for a network that the native kernel does not know.
"""
