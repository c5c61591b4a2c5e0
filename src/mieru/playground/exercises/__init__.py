"""Exercises: the worked example, and small networks whose function is to be found."""

from mieru.playground.exercises.drawn import HIGHEST_LEVEL, drawn_exercise
from mieru.playground.exercises.exercise import Answer, Exercise, Sentence
from mieru.playground.exercises.loaded import loaded
from mieru.playground.exercises.worked import WORKED, chain_rules, worked_look

__all__ = [
    "HIGHEST_LEVEL",
    "WORKED",
    "Answer",
    "Exercise",
    "Sentence",
    "chain_rules",
    "drawn_exercise",
    "loaded",
    "worked_look",
]
