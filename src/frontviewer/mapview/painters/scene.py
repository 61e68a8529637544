"""Scene: theme, basemap and styled layers that one image of the map is rendered from."""

from dataclasses import dataclass, field

from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.mapview.painters.render_layer import RenderLayer
from frontviewer.mapview.painters.symbology import FeaturePaint
from frontviewer.theme.theme import Theme


@dataclass(frozen=True, slots=True, eq=False)
class StyledLayer:
    """A visible layer with the paint of each of its styles; opacity from 0 to 1."""

    render_layer: RenderLayer
    paints: tuple[FeaturePaint, ...]
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Everything that an image of the map shows, except labels, highlights and controls.

    Attributes
    ----------
    styled_layers
        Lowest first.
    graticule
        Whether meridians and parallels are drawn.
    """

    theme: Theme
    basemap: Basemap = field(default_factory=Basemap)
    styled_layers: tuple[StyledLayer, ...] = ()
    graticule: bool = True
