from PySide6.QtGui import QImage

from frontviewer.core.pages.page import HopText
from frontviewer.ui.widgets.attribution_chain import AttributionChain, ChainLink


def test_link_shows_agent_verb_and_date(qtbot):
    hops = (
        HopText("General Gerasimov", "said", "October 2025"),
        HopText("Deutsche Welle", "wrote", "30 October 2025"),
    )
    chain = AttributionChain(hops, 8)
    qtbot.addWidget(chain)

    assert [link.text() for link in chain.findChildren(ChainLink)] == [
        "General Gerasimov\nsaid · October 2025",
        "Deutsche Welle\nwrote · 30 October 2025",
    ]


def test_uncertain_hop_has_question_mark_and_dashed_frame(qtbot):
    images: list[QImage] = []
    for uncertain in (True, False):
        link = ChainLink(HopText("Kremlin", "said", "", uncertain), 8, first=True)
        qtbot.addWidget(link)
        link.resize(120, 40)
        images.append(link.grab().toImage())
        assert ("?" in link.text()) == uncertain
        assert bool(link.accessibleDescription()) == uncertain

    edge_pixel_counts = [
        sum(image.pixelColor(x, 0) != image.pixelColor(60, 20) for x in range(20, 100))
        for image in images
    ]
    assert edge_pixel_counts[0] < edge_pixel_counts[1]  # a dashed edge covers fewer pixels
