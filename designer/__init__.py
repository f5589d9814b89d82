"""Skydraft: a desktop designer for AWS serverless architectures."""

__version__ = "0.1.0"
