"""Validates evidence: references between records, and quotations against their source texts."""
