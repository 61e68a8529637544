"""Reads and writes dossier.json, evidence.json and briefing.json.

Unknown members are preserved, one invalid record does not invalidate the file, and the JSON Schemas
are generated from the same records that the readers use.
"""
