"""Immutable records: dossier, layer, feature, evidence, briefing, EDTF dates."""
