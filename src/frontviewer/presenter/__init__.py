"""The briefing on a second screen: the audience window and how it is started."""
