"""The words that people read about a feature: facts, claim cards, and the whole page as text."""
