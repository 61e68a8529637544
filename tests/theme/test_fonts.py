from PySide6.QtGui import QFont, QFontInfo, QRawFont

from frontviewer.theme.fonts import READING_FAMILY, load_fonts

SAMPLE = "Pokrovsk “Покровськ” ґ є і ї ё – Łódź … → №"


def test_both_fonts_cover_ukrainian_and_latin(qapp):
    for family in (load_fonts(), READING_FAMILY):
        font = QRawFont.fromFont(QFont(family))
        assert font.familyName() == family
        assert [letter for letter in SAMPLE if not font.supportsCharacter(ord(letter))] == []


def test_bold_and_italic_are_separate_font_files(qapp):
    font = QFont(load_fonts())
    font.setBold(True)
    assert QFontInfo(font).bold()
    assert "Bold" in QRawFont.fromFont(font).styleName()
    font.setBold(False)
    font.setItalic(True)
    assert "Italic" in QRawFont.fromFont(font).styleName()


def test_loading_twice_is_harmless(qapp):
    assert load_fonts() == load_fonts()
