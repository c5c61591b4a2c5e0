"""The kinds of layer, and the table from their names."""

from mieru.nn.layer import Layer
from mieru.nn.layers.activation import Activation, Dropout, as_layers
from mieru.nn.layers.composite import Parallel, Residual
from mieru.nn.layers.convolution import Conv, ConvTranspose
from mieru.nn.layers.dense import Dense, Embedding, Flatten
from mieru.nn.layers.normalization import BatchNorm, LayerNorm
from mieru.nn.layers.pooling import GlobalMeanPool, MaxPool, MeanPool

LAYERS: dict[str, type[Layer]] = {
    layer.kind: layer
    for layer in (
        Dense,
        Activation,
        Dropout,
        Flatten,
        Conv,
        ConvTranspose,
        MaxPool,
        MeanPool,
        GlobalMeanPool,
        BatchNorm,
        LayerNorm,
        Residual,
        Parallel,
        Embedding,
    )
}

__all__ = [
    "LAYERS",
    "Activation",
    "BatchNorm",
    "Conv",
    "ConvTranspose",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalMeanPool",
    "LayerNorm",
    "MaxPool",
    "MeanPool",
    "Parallel",
    "Residual",
    "as_layers",
]
