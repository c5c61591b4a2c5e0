"""Convolution and pooling as pure functions of arrays, pictures as (N, height, width, channels)."""
