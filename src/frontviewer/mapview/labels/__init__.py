"""Chooses, places and draws the labels of the map."""
