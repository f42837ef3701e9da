"""Writes outlines.txt: the letters that Hush draws into pictures, as outlines of Inter Medium 3.019.

Needs fontTools and the font: apt-get install fonts-inter python3-fonttools
    python3 make_outlines.py /usr/share/fonts/opentype/inter/Inter-Medium.otf > outlines.txt
"""
import sys

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

CHARACTERS = [chr(c) for c in range(0x20, 0x7F)] + list("±·×σ–—…−→∞≤≥")


class Pen(BasePen):
    """M x y, L x y, C x1 y1 x2 y2 x y in font units, y upward; every contour ends with Z."""

    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.parts = []

    def _moveTo(self, p):
        self.parts.append(f"M{p[0]} {p[1]}")

    def _lineTo(self, p):
        self.parts.append(f"L{p[0]} {p[1]}")

    def _curveToOne(self, a, b, p):
        self.parts.append(f"C{a[0]} {a[1]} {b[0]} {b[1]} {p[0]} {p[1]}")

    def _closePath(self):
        self.parts.append("Z")


font = TTFont(sys.argv[1])
glyphs, names, metrics = font.getGlyphSet(), font.getBestCmap(), font["hmtx"]
tabular = {}  # digits of one width: scores below one another line up
for record in font["GSUB"].table.FeatureList.FeatureRecord:
    if record.FeatureTag == "tnum":
        for index in record.Feature.LookupListIndex:
            for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                tabular.update(table.mapping)

print("# Outlines made by make_outlines.py from Inter Medium 3.019, copyright 2020 The Inter Project Authors (https://github.com/rsms/inter).")
print("# SIL Open Font License, version 1.1: see OFL.txt. A line: character code (hex), advance width, outline; in units of 1/em.")
print(f"em {font['head'].unitsPerEm}")
for character in CHARACTERS:
    name = names[ord(character)]
    if character.isdigit():
        name = tabular.get(name, name)
    pen = Pen(glyphs)
    glyphs[name].draw(pen)
    print(f"{ord(character):X} {metrics[name][0]} {''.join(pen.parts)}".rstrip())
