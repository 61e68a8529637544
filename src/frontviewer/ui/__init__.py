"""Windows, panels and dialogs; `connections` shows how they work together: read it first."""
