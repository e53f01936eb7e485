"""Widgets that know neither the desk nor the stages: they are shown values and emit values."""
