"""The client zone of a hosting company, in a terminal."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
