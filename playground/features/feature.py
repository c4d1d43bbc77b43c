"""What a feature of the app is: the one record that pages, player, class and files read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from playground.language import Message
from playground.pages.page import Page


class Limited(NamedTuple):
    """The kind of an argument, and its limit: the largest whole number, from 0, or the longest text or list."""

    kind: type
    most: int

    def takes(self, value: Any) -> bool:
        """Whether a value from a browser is of this kind, and within the limit."""
        match value:
            case int():
                within = 0 <= value <= self.most
            case str() | list() | dict():
                within = len(value) <= self.most
            case _:
                within = False
        return within and type(value) is self.kind


WHETHER = Limited(bool, 1)
NAME = Limited(str, 40)
"""A name or a number, written out."""
MANY = Limited(list, 10_000)
"""Enough for every number of the largest network."""


class CommandSpec(NamedTuple):
    """What a command is: a row of the table that server and browser share.

    Attributes
    ----------
    does : carries it out, given the player and the command; None if the page's script has to, as it changes settings
    arguments : by name
    plays : whether the runs play once it is done; None if that stays as it was
    stops : whether it applies to the moment on screen, so that the picture stays until it is done
    of_run : whether it means nothing for another run than the one on screen
    replaces : whether it takes the place of one that still waits, of the same ``name`` if it has one
    changes_run : whether it changes the run, and not only what the page shows
    afresh : whether it does not matter what is on screen, as the runs begin again
    """

    does: Callable[[Any, Any], object] | None = None
    arguments: Mapping[str, Limited] = {}
    plays: bool | None = None
    stops: bool = False
    of_run: bool = False
    replaces: bool = False
    changes_run: bool = True
    afresh: bool = False


class Package(NamedTuple):
    """What a lesson in one file can be packed in: ``PACKAGE`` in a feature's module ``package``.

    Attributes
    ----------
    option, name, meant : its option on the command line, what it is called there, and what the option is for
    ending : of the file's name
    label, help : of its box on a page
    score, score_label, score_help : the option and the field of a score to be reached
    pack : makes it of a lesson's file, its title, and the score to be reached, 1 to 100 per cent, if there is one
    """

    option: str
    name: str
    meant: str
    ending: str
    label: Message
    help: Message
    score: str
    score_label: Message
    score_help: Message
    pack: Callable[[bytes, str, int | None], bytes]


class Further(NamedTuple):
    """What else the command line can make of a lesson: ``FURTHER`` in a feature's module ``command_line``.

    Attributes
    ----------
    names : the options that name a file or a folder to be made
    add_options : adds all its options to a parser
    files : returns what is to be made, given the parsed options; a ``ValueError`` is for whoever has typed them
    make : makes it, once the lesson is recorded, given the options, the lesson's file, and page and lesson of the
        first link; returns the bytes by path
    """

    names: Sequence[str]
    add_options: Callable[[Any], None]
    files: Callable[[Any], Sequence[Path]]
    make: Callable[[Any, Any, Page, Any], Mapping[Path, bytes]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Feature:
    """A feature of the app.

    Attributes
    ----------
    name : of its folder
    needs : the names of the features that it builds on, and goes with
    parts : the modules in its folder that others ask for, by what they are asked for; see ``docs/architecture.md``
    names_in_link : by name, what it puts into a link that says nothing about the runs: why such a link without any
        setting leads to none
    commands : what its scripts can tell the player, by name
    pages : its pages beside those of the menu, which load scripts of their own, by how the names of these begin
    """

    name: str
    needs: Sequence[str] = ()
    parts: Sequence[str] = ()
    names_in_link: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, CommandSpec] = field(default_factory=dict)
    pages: Mapping[str, Page] = field(default_factory=dict)
