"""Reads and writes dossier.json, evidence.json and briefing.json.

What a later version added survives; one bad record does not lose the file; `schemas` says
the same as the readers.
"""
