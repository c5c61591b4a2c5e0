"""What a network is: layers, networks, losses, initial weights, shapes, cost, backpropagation."""

from mieru.nn.activations import (
    ActivationFunction,
    activation_function,
    activation_names,
    add_activation,
)
from mieru.nn.backprop import Backpropagated, backpropagate, forward, penalty
from mieru.nn.folding import Folded, fold
from mieru.nn.initial import Given, Glorot, He, Initial, LeCun, Uniform, Zeros
from mieru.nn.inputs import as_numbers, checked_inputs
from mieru.nn.layer import Context, Layer, Parameters, Passed, State, Watcher
from mieru.nn.layers import (
    LAYERS,
    Activation,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalMeanPool,
    LayerNorm,
    MaxPool,
    MeanPool,
    Parallel,
    Residual,
)
from mieru.nn.losses import (
    LOSSES,
    BinaryCrossEntropy,
    CrossEntropy,
    Huber,
    Loss,
    MeanSquaredError,
    SquaredError,
    loss_named,
)
from mieru.nn.network import Network
from mieru.nn.score import predict, score
from mieru.nn.shapes import Shape, shape_text
from mieru.nn.targets import check_output, checked_targets, one_hot
from mieru.nn.trace import Trace, TracedLayer, trace

__all__ = [
    "LAYERS",
    "LOSSES",
    "Activation",
    "ActivationFunction",
    "Backpropagated",
    "BatchNorm",
    "BinaryCrossEntropy",
    "Context",
    "Conv",
    "ConvTranspose",
    "CrossEntropy",
    "Dense",
    "Dropout",
    "Embedding",
    "Flatten",
    "Folded",
    "Given",
    "GlobalMeanPool",
    "Glorot",
    "He",
    "Huber",
    "Initial",
    "Layer",
    "LayerNorm",
    "LeCun",
    "Loss",
    "MaxPool",
    "MeanPool",
    "MeanSquaredError",
    "Network",
    "Parallel",
    "Parameters",
    "Passed",
    "Residual",
    "Shape",
    "SquaredError",
    "State",
    "Trace",
    "TracedLayer",
    "Uniform",
    "Watcher",
    "Zeros",
    "activation_function",
    "activation_names",
    "add_activation",
    "as_numbers",
    "backpropagate",
    "check_output",
    "checked_inputs",
    "checked_targets",
    "fold",
    "forward",
    "loss_named",
    "one_hot",
    "penalty",
    "predict",
    "score",
    "shape_text",
    "trace",
]
