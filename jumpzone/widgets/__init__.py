"""Widgets of the client zone."""
