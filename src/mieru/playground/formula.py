"""A formula of x1 and x2 as a reader writes it, read into a tree; nothing of it is executed.

sum     = product, then any of + product, − product
product = signed, then any of * signed, / signed, or a power right beside (2 x1, x1x2)
signed  = any of + −, then a power
power   = atom, then perhaps ^ or ** and a signed power, or raised digits (x₁²)
atom    = number, x1, x2, pi, e, (sum), |sum|, function(sum, …), or function atom (sin x1)
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NoReturn

from mieru.words import SettingError

LONGEST = 120
DEEPEST = 24
LARGEST = 1e15
FUNCTIONS = {
    "sin": 1, "cos": 1, "tan": 1, "tanh": 1, "exp": 1, "log": 1, "sqrt": 1, "abs": 1, "sign": 1,
    "max": 2, "min": 2,
}  # fmt: skip
CONSTANTS = ("pi", "e")
VARIABLES = {"x1": 1, "x2": 2, "x": 1, "y": 2}

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_SAME = {
    "**": "^",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "−": "-",
    "–": "-",
    "π": "pi",
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)"
    rf"|(?P<name>x1|x2|{'|'.join(sorted([*FUNCTIONS, *CONSTANTS], key=len, reverse=True))}|π|√|x|y)"
    r"|(?P<raised>[⁻]?[⁰¹²³⁴-⁹]+)|(?P<sign>\*\*|[-+*/^(),|×·⋅÷−–])|(?P<other>\S))"
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Number:
    """A constant: ``pi``, ``e``, or what ``float`` reads."""

    text: str


@dataclass(frozen=True)
class Variable:
    """x1 or x2."""

    place: int


@dataclass(frozen=True)
class Apply:
    """A function, or one of + − * / ^ and ``neg``, of other parts."""

    rule: str
    parts: tuple["Node", ...]


Node = Number | Variable | Apply


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int  # counted from 1


def parse_formula(text: str) -> Node:
    """The tree of ``text``. Raises SettingError that tells the place of what cannot be read.

    >>> parse_formula("x1x2") == parse_formula("x1 * x2")
    True
    """
    if len(text) > LONGEST:
        raise SettingError(
            en=f"a formula may have {LONGEST} characters, not {len(text)}",
            ja=f"数式は {LONGEST} 文字までです ({len(text)} 文字ありました)",
        )
    return _Parser(text, _tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    plain = _plain(text)
    tokens, at = [], 0
    while found := _TOKEN.match(plain, at):
        kind = str(found.lastgroup)
        word = found.group(kind)
        start = found.start(kind)
        if kind == "other" or (kind == "name" and _runs_on(plain, found.end(), word)):
            unknown = _WORD.match(plain, start)
            _wrong(text, start + 1, unknown.group() if unknown else word)
        if kind == "raised":
            tokens.append(_Token("sign", "^", start + 1))
            word, kind = word.translate(_RAISED), "number"
        tokens.append(_Token(kind, _SAME.get(word, word), start + 1))
        at = found.end()
    return [*tokens, _Token("end", "", len(plain.rstrip()) + 1)]


def _plain(text: str) -> str:
    """Character by character, so that places stay: full-width and lowered ones become usual."""
    return "".join(map(_usual, text))


def _usual(letter: str) -> str:
    if letter in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":  # NFKC would lower them, and x² become x2
        return letter
    usual = unicodedata.normalize("NFKC", letter).lower()
    return usual if len(usual) == 1 else letter


def _runs_on(plain: str, end: int, word: str) -> bool:
    """Whether a digit follows at once: x3 and x12 are no product."""
    return word[-1] in "x12ye" and end < len(plain) and plain[end].isdecimal()


def _wrong(text: str, at: int, found: str) -> NoReturn:
    raise SettingError(
        en=f"{text!r}: {found!r} at character {at} is not known; there are x1, x2, numbers, "
        f"+ - * / ^, parentheses, {', '.join([*FUNCTIONS, *CONSTANTS])}",
        ja=f"{text!r} の {at} 文字目にある {found!r} は使えません。使えるのは x1、x2、数、"
        f"+ - * / ^、かっこ、{'、'.join([*FUNCTIONS, *CONSTANTS])} です",
    )


class _Parser:
    def __init__(self, text: str, tokens: list[_Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    def whole(self) -> Node:
        if self.now.kind == "end":
            raise SettingError(
                en="the formula is empty; write something such as x1^2",
                ja="数式が空です。x1^2 のように書いてください",
            )
        tree = self.sum()
        if self.now.kind != "end":
            self.unexpected()
        return tree

    @property
    def now(self) -> _Token:
        return self.tokens[self.place]

    def taken(self, *signs: str) -> str | None:
        token = self.now
        if token.kind != "sign" or token.text not in signs:
            return None
        self.place += 1
        return token.text

    def demanded(self, sign: str) -> None:
        if not self.taken(sign):
            self.unexpected(sign)

    def unexpected(self, wanted: str | None = None) -> NoReturn:
        token = self.now
        where_en = "at its end" if token.kind == "end" else f"at character {token.at}"
        where_ja = "末尾" if token.kind == "end" else f"{token.at} 文字目"
        found_en = "" if token.kind == "end" else f", not {token.text!r}"
        found_ja = "" if token.kind == "end" else f" ({token.text!r} ではなく)"
        raise SettingError(
            en=f"{self.text!r}: {where_en} there should be "
            f"{repr(wanted) if wanted else 'x1, x2, a number or a function'}{found_en}",
            ja=f"{self.text!r} の{where_ja}には {repr(wanted) if wanted else 'x1、x2、数、関数'} "
            f"が必要です{found_ja}",
        )

    def go_deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise SettingError(
                en=f"{self.text!r} is nested more than {DEEPEST} deep; write it more simply",
                ja=f"{self.text!r} は入れ子が {DEEPEST} 段を超えています。簡単にしてください",
            )

    def sum(self) -> Node:
        self.go_deeper()
        tree = self.product()
        while sign := self.taken("+", "-"):
            tree = Apply(sign, (tree, self.product()))
        self.depth -= 1
        return tree

    def product(self) -> Node:
        tree = self.signed()
        while True:
            if sign := self.taken("*", "/"):
                tree = Apply(sign, (tree, self.signed()))
            elif self.now.kind in ("number", "name") or self.now.text == "(":
                tree = Apply("*", (tree, self.power()))
            else:
                return tree

    def signed(self) -> Node:
        negative = False
        while sign := self.taken("+", "-"):
            negative ^= sign == "-"
        tree = self.power()
        return Apply("neg", (tree,)) if negative else tree

    def power(self) -> Node:
        base = self.atom()
        if not self.taken("^"):
            return base
        self.go_deeper()
        exponent = self.signed()
        self.depth -= 1
        return Apply("^", (base, exponent))

    def atom(self) -> Node:
        token = self.now
        if self.taken("("):
            inside = self.sum()
            self.demanded(")")
            return inside
        if self.taken("|"):
            inside = self.sum()
            self.demanded("|")
            return Apply("abs", (inside,))
        if token.kind in ("end", "sign"):
            self.unexpected()
        self.place += 1
        if token.text == "√":
            return Apply("sqrt", (self.root(),))
        if token.text in VARIABLES:
            return Variable(VARIABLES[token.text])
        if token.text in FUNCTIONS:
            return self.function(token.text)
        return Number(token.text if token.text in CONSTANTS else self.number(token))

    def root(self) -> Node:
        self.go_deeper()
        inside = self.atom()
        self.depth -= 1
        return inside

    def number(self, token: _Token) -> str:
        """As Python writes it: 007.50 is no Python."""
        value = float(token.text)
        if not abs(value) < LARGEST:
            raise SettingError(
                en=f"{self.text!r}: the number at character {token.at} is larger than {LARGEST:g}",
                ja=f"{self.text!r} の {token.at} 文字目の数は {LARGEST:g} を超えています",
            )
        return repr(value).removesuffix(".0")

    def function(self, name: str) -> Node:
        if not self.taken("("):
            return self.bare(name)
        parts = [self.sum()]
        while self.taken(","):
            parts.append(self.sum())
        self.demanded(")")
        if len(parts) != FUNCTIONS[name]:
            raise SettingError(
                en=f"{self.text!r}: {name} takes {FUNCTIONS[name]}, not {len(parts)}",
                ja=f"{self.text!r}: {name} の引数は {FUNCTIONS[name]} 個です "
                f"({len(parts)} 個ではなく)",
            )
        return Apply(name, tuple(parts))

    def bare(self, name: str) -> Node:
        """sin x1, sin x1²; sin 2x1 could be meant in two ways."""
        if FUNCTIONS[name] > 1 or self.now.text not in VARIABLES:
            self.unexpected("(")
        return Apply(name, (self.power(),))
