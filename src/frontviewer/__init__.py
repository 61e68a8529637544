"""An offline map that shows who claims what, where, when and on whose word."""

from importlib.metadata import version

__version__ = version("frontviewer")
