"""The hot computing: convolution and pooling, and small dense networks that learn in native code.

Convolution and pooling are pure functions of arrays, pictures as (N, height, width, channels):
native on a CPU where the native code was built, plain XLA elsewhere.
"""
