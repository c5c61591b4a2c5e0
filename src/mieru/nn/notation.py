"""Networks in one line of text, for the command line, an address or a message.

``784, dense 100, sigmoid, dense 10`` is an input shape, then layers, each a name with its fields:
first those that need no name, then ``key=value``. Layers that hold layers put them in parentheses,
branches apart by semicolons: ``residual(conv 16, relu; conv 16 1x1)``, whose second part is the
shortcut, ``parallel(dense 4; dense 8, relu) join=add``. For a perceptron, ``784-100-10 sigmoid``.

This file writes the form and reads its grammar; :mod:`mieru.nn.words_of_layers` reads the words of
one layer.
"""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

from mieru.nn.activations import activation_names
from mieru.nn.checks import shown
from mieru.nn.initial import Given, Glorot, He, Initial
from mieru.nn.json_form import CHAINS, DEEPEST, MOST_LAYERS
from mieru.nn.layer import Layer
from mieru.nn.layers import LAYERS, Activation, Dense, Parallel, Residual
from mieru.nn.network import Network
from mieru.nn.shapes import typed_shape
from mieru.nn.words_of_layers import layer_of_words
from mieru.words import SettingError

LONGEST = 500_000  # characters
_SHORT = re.compile(r"(\d{1,13}(?:-\d{1,13})+)(?:\s+([a-z0-9_]+))?")
_SHAPE = re.compile(r"\d{1,13}([x×]\d{1,13})*")


def network_text(network: Network) -> str:
    """The one-line form, fields at their usual value left out."""
    return ", ".join([typed_shape(network.input_shape), *map(layer_text, network.layers)])


def layer_text(layer: Layer) -> str:
    """One layer in the text form: ``conv 16 5x5 padding=same``."""
    if isinstance(layer, Activation):
        default = Activation(layer.function).parameter
        return layer.function + (
            "" if layer.parameter == default else f" {_value_text(layer.parameter)}"
        )
    words = [layer.kind]
    if isinstance(layer, Residual):
        chains = [layer.layers, layer.shortcut] if layer.shortcut else [layer.layers]
        words = [f"residual({_chains_text(chains)})"]
    elif isinstance(layer, Parallel):
        words = [f"parallel({_chains_text(layer.branches)})"]
    for field in dataclasses.fields(layer):
        value = getattr(layer, field.name)
        if field.name in CHAINS or value == field.default:
            continue
        named = "" if field.name in layer.positional else f"{field.name}="
        words.append(named + _value_text(value))
    return " ".join(words)


def _chains_text(chains: Sequence[tuple[Layer, ...]]) -> str:
    return "; ".join(", ".join(map(layer_text, layers)) for layers in chains)


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Given):
        return f"given({' '.join(map(_value_text, value.values))})"
    if isinstance(value, Initial):
        fields = [_value_text(getattr(value, f.name)) for f in dataclasses.fields(value)]
        return value.kind + (f"({' '.join(fields)})" if fields else "")
    if isinstance(value, tuple):
        sides = [":".join(map(str, n)) if isinstance(n, tuple) else str(n) for n in value]
        return "x".join(sides)
    return value if isinstance(value, str) else repr(value).removesuffix(".0")


def parse_network(text: str) -> Network:
    """The network that a line says; raises SettingError naming the word that is not understood."""
    if len(text) > LONGEST:
        raise SettingError(
            en=f"the network's text is longer than {LONGEST:,} characters; give it as JSON",
            ja=f"ネットワークの記述が {LONGEST:,} 文字を超えています。JSON で与えてください",
        )
    if short := _SHORT.fullmatch(text.strip()):
        return _perceptron([int(n) for n in short[1].split("-")], short[2] or "relu")
    first, *rest = _split(text, ",")
    if not _SHAPE.fullmatch(first):
        raise SettingError(
            en=f"a network begins with its input shape, such as 784 or 28x28x1, not {shown(first)}",
            ja=f"ネットワークは 784 や 28x28x1 のような入力の形状で始めます "
            f"({shown(first)} ではなく)",
        )
    return Network([int(n) for n in re.split("[x×]", first)], _layers(rest, 1))


def _perceptron(units: list[int], name: str) -> Network:
    activation = Activation(name)
    initial = He() if name == "relu" else Glorot()
    layers: list[Layer] = []
    for n in units[1:-1]:
        layers += [Dense(n, initial=initial), activation]
    return Network(units[0], [*layers, Dense(units[-1])])


def _layers(texts: list[str], depth: int) -> list[Layer]:
    if len(texts) > MOST_LAYERS or depth > DEEPEST:
        raise SettingError(
            en=f"a network has at most {MOST_LAYERS:,} layers, {DEEPEST} levels deep",
            ja=f"ネットワークは最大 {MOST_LAYERS:,} 層、入れ子は {DEEPEST} 段までです",
        )
    return [_layer(text, depth) for text in texts]


def _layer(text: str, depth: int) -> Layer:
    found = re.match(r"[a-z0-9_]+", text)
    name = found[0] if found else ""
    rest = text[len(name) :]
    if name in activation_names():
        return layer_of_words(Activation, [name, *_words(rest)])
    if name not in LAYERS or name == "activation":
        raise _no_layer(name, text)
    if name not in ("residual", "parallel"):
        return layer_of_words(LAYERS[name], _words(rest))
    inside, after = _parenthesised(rest, name)
    chains = [_chain(part, depth + 1) for part in _split(inside, ";")]
    if name == "parallel":
        return layer_of_words(Parallel, _words(after), branches=tuple(chains))
    if len(chains) > 2:
        raise SettingError(
            en="residual takes its layers and at most one shortcut: residual(…; …)",
            ja="residual は層の並びと、最大 1 つのバイパスを取ります: residual(…; …)",
        )
    shortcut = chains[1] if chains[1:] else ()
    return layer_of_words(Residual, _words(after), layers=chains[0], shortcut=shortcut)


def _chain(text: str, depth: int) -> tuple[Layer, ...]:
    return tuple(_layers(_split(text, ",") if text else [], depth))


def _no_layer(name: str, text: str) -> SettingError:
    if name == "softmax":
        Activation(name)  # raises, with the reason
    known = ", ".join(kind for kind in LAYERS if kind != "activation")
    functions = ", ".join(activation_names())
    return SettingError(
        en=f"{shown(text)} is no layer; layers: {known}; activation functions: {functions}",
        ja=f"{shown(text)} という層はありません。層: {known}。活性化関数: {functions}",
    )


def _words(text: str) -> list[str]:
    return [word for word in _split(text, r"\s") if word]


def _split(text: str, separator: str) -> list[str]:
    """Splits at separators (one character, or a class of them in regular expressions) outside
    parentheses; raises where parentheses do not match."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(rf"[(){separator}]", text):
        letter = found[0]
        depth += (letter == "(") - (letter == ")")
        if not 0 <= depth <= DEEPEST:
            break
        if letter not in "()" and depth == 0:
            parts.append(text[start : found.start()].strip())
            start = found.end()
    if depth:
        raise SettingError(
            en=f"parentheses do not match (or nest deeper than {DEEPEST}) in {shown(text)}",
            ja=f"括弧が対応していないか、{DEEPEST} 段より深く入れ子になっています: {shown(text)}",
        )
    return [*parts, text[start:].strip()]


def _parenthesised(text: str, name: str) -> tuple[str, str]:
    text = text.strip()
    depth = 0
    for found in re.finditer("[()]", text):
        if depth == 0 and found.start():
            break
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return text[1 : found.start()], text[found.end() :]
    raise SettingError(
        en=f"{name} holds its layers in parentheses, such as {name}(dense 8, relu)",
        ja=f"{name} は {name}(dense 8, relu) のように括弧の中に層を書きます",
    )
