"""Offline translation and localisation of technology and business commentary."""

__version__ = "0.1.0"
