from PySide6.QtGui import QImage

from frontviewer.core.pages.page import HopText
from frontviewer.ui.widgets.attribution_chain import AttributionChain, ChainLink


def test_each_hop_says_who_how_and_when(qtbot):
    hops = (
        HopText("General Gerasimov", "said", "October 2025"),
        HopText("Deutsche Welle", "wrote", "30 October 2025"),
    )
    attribution_chain = AttributionChain(hops, 8)
    qtbot.addWidget(attribution_chain)

    assert [chip.text() for chip in attribution_chain.findChildren(ChainLink)] == [
        "General Gerasimov\nsaid · October 2025",
        "Deutsche Welle\nwrote · 30 October 2025",
    ]


def test_an_uncertain_hop_asks_and_looks_different(qtbot):
    pictures: list[QImage] = []
    for uncertain in (True, False):
        chip = ChainLink(HopText("Kremlin", "said", "", uncertain), 8, first=True)
        qtbot.addWidget(chip)
        chip.resize(120, 40)
        pictures.append(chip.grab().toImage())
        assert ("?" in chip.text()) == uncertain
        assert bool(chip.accessibleDescription()) == uncertain

    edge = [
        sum(picture.pixelColor(x, 0) != picture.pixelColor(60, 20) for x in range(20, 100))
        for picture in pictures
    ]
    assert edge[0] < edge[1]  # a dashed edge is drawn on fewer pixels
