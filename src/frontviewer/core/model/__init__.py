"""Frozen values: dossier, layer, feature, evidence, briefing, EDTF dates."""
