"""A slow, plain reading of the rules: the second opinion that the library is compared with."""

from .report import evaluate

__all__ = ["evaluate"]
