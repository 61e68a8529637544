"""The full-screen briefing."""
