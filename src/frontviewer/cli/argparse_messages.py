"""Translates the messages of argparse, which looks up `_` and `ngettext` in its own module."""

import argparse

from frontviewer.core.text.translation import mark, tr, trn

_MESSAGES = (
    mark("usage: "),
    mark("positional arguments"),
    mark("options"),
    mark("show this help message and exit"),
    mark("argument %(argument_name)s: %(message)s"),
    mark("unrecognized arguments: %s"),
    mark("not allowed with argument %s"),
    mark("ignored explicit argument %r"),
    mark("the following arguments are required: %s"),
    mark("one of the arguments %s is required"),
    mark("expected one argument"),
    mark("expected at most one argument"),
    mark("expected at least one argument"),
    mark("ambiguous option: %(option)s could match %(matches)s"),
    mark("unexpected option string: %s"),
    mark("invalid %(type)s value: %(value)r"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"),
)
"""Those of Python 3.11 that our command line can print, for extraction."""


def translate_argparse() -> None:
    """Make argparse use our catalog instead of the one of Python's own gettext domain."""
    vars(argparse).update(_=tr, ngettext=trn)
