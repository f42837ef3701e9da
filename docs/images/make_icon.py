"""Draws icon.png, the icon of the packages: a disc, noisy on the left, clean on the right. Needs only Python 3.

python3 docs/images/make_icon.py
"""

import math
import pathlib
import random
import struct
import zlib

SIZE, SAMPLES = 256, 4          # pixels per side; samples per pixel and direction
CORNER, RADIUS = 48, 78
BACKGROUND, DISC = (22, 40, 72), (247, 214, 112)
NOISE = 75                      # standard deviation at the left edge, on the 0 to 255 scale


def inside_square(x, y):
    dx = max(CORNER - x, x - (SIZE - CORNER), 0)
    dy = max(CORNER - y, y - (SIZE - CORNER), 0)
    return dx * dx + dy * dy <= CORNER * CORNER


def coverage(inside, px, py):
    steps = [(i + 0.5) / SAMPLES for i in range(SAMPLES)]
    return sum(inside(px + a, py + b) for a in steps for b in steps) / SAMPLES**2


def inside_disc(x, y):
    return math.hypot(x - SIZE / 2, y - SIZE / 2) <= RADIUS


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rng = random.Random(1)
grains = [[[rng.gauss(0, 1) for _ in range(3)] for _ in range(SIZE // 4)] for _ in range(SIZE // 4)]
rows = bytearray()
for py in range(SIZE):
    rows.append(0)
    for px in range(SIZE):
        disc = coverage(inside_disc, px, py)
        strength = NOISE * max(0.0, 1 - px / (SIZE / 2))
        color = [b + (d - b) * disc + strength * n for b, d, n in zip(BACKGROUND, DISC, grains[py // 4][px // 4])]
        rows += bytes(min(255, max(0, round(c))) for c in color)
        rows.append(round(255 * coverage(inside_square, px, py)))

header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")
pathlib.Path(__file__).with_name("icon.png").write_bytes(png)
