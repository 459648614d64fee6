"""Handover gathers what an initiative knows and hands it over when the initiative or its people change.

The rooms of this package, and who may enter which, are described in ``docs/architecture.md``.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
