"""The map: the only place, with the timeline, that knows pyqtgraph."""
