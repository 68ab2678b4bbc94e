"""Cuts one weight of Inter down to the characters Lockstep shows, as a small TrueType file for Dear ImGui.

    subset_font.py Inter-Regular.otf Inter-Regular.ttf
    subset_font.py Inter-SemiBold.otf Inter-SemiBold.ttf headings

The first also writes ranges.txt: the code points it holds as first, last pairs, for ImGui's atlas.
ImGui applies no OpenType features, so digits take their tabular shapes here: running numbers must not dance.
"""

import sys

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

UNITS = 1056  # per em, three eighths of Inter's own: most distances then fit a byte
HEADINGS = [
    *range(0x20, 0x7F),  # ASCII
    *range(0xA0, 0x100),  # Latin-1
    *range(0x391, 0x3CA),  # Greek
    *map(ord, "–—‘’“”…′⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻₀₁₂₃₄₅₆₇₈₉₊₋−∞≈≤≥√‖→"),
]
TEXT = [
    *HEADINGS,
    *map(ord, "‚„†‡•‰″‹›⁄€⁽⁾ⁿℓ∂∆∑∏∫≠◊"),
    *map(ord, "←↑↓↔↕↗↘↺↻⇧✓●○■□▲△▶▼◆◇★⌘☼"),
]
ALIASES = {"⟲": "↺", "⟳": "↻", "∥": "‖"}

# Characters that Inter lacks, drawn from ones it has: (source, affine transform in units of the em).
DERIVED = {"∇": ("Δ", (1, 0, 0, -1, 0, 0.728)), "ᵀ": ("T", (0.6, 0, 0, 0.6, 0, 0.3))}


def tabularDigits(font):
    """Maps each default digit's glyph name to its fixed-advance twin, as the feature tnum does."""
    table = font["GSUB"].table
    swaps = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for lookup in table.LookupList.Lookup[index].SubTable:
                    swaps.update(getattr(lookup, "ExtSubTable", lookup).mapping)
    cmap = font.getBestCmap()
    return {ord(digit): swaps.get(cmap[ord(digit)], cmap[ord(digit)]) for digit in "0123456789"}


def outline(glyphSet, name, unitsPerEm, transform=(1, 0, 0, 1, 0, 0)):
    """Draws a glyph's cubic curves as quadratic ones, to a fifth of a pixel in the largest size."""
    pen = TTGlyphPen(None)
    target = Cu2QuPen(pen, UNITS / 500, reverse_direction=True)
    a, b, c, d, dx, dy = transform
    if a * d - b * c < 0:  # a mirror image runs the other way round
        target = ReverseContourPen(target)
    scale = UNITS / unitsPerEm
    target = TransformPen(target, (a * scale, b * scale, c * scale, d * scale, dx * UNITS, dy * UNITS))
    glyphSet[name].draw(target)
    return pen.glyph()


def subset(source, wanted):
    font = TTFont(source)
    unitsPerEm = font["head"].unitsPerEm
    scale = UNITS / unitsPerEm
    glyphSet = font.getGlyphSet()
    cmap = dict(font.getBestCmap())
    cmap.update(tabularDigits(font))
    chosen = {code: cmap[code] for code in wanted if code in cmap}
    chosen.update({ord(new): cmap[ord(old)] for new, old in ALIASES.items() if ord(old) in chosen and ord(new) not in cmap})

    glyphs = {name: outline(glyphSet, name, unitsPerEm) for name in [".notdef", *chosen.values()]}
    widths = {name: round(glyphSet[name].width * scale) for name in glyphs}
    for new, (old, transform) in DERIVED.items():
        if ord(new) not in cmap:
            name = f"uni{ord(new):04X}"
            chosen[ord(new)] = name
            glyphs[name] = outline(glyphSet, cmap[ord(old)], unitsPerEm, transform)
            widths[name] = round(glyphSet[cmap[ord(old)]].width * scale * transform[0])

    builder = FontBuilder(UNITS, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap(chosen)
    builder.setupGlyf(glyphs)
    bounds = builder.font["glyf"]
    builder.setupHorizontalMetrics({name: (width, getattr(bounds[name], "xMin", 0)) for name, width in widths.items()})
    ascent, descent = round(font["hhea"].ascent * scale), round(font["hhea"].descent * scale)
    builder.setupHorizontalHeader(ascent=ascent, descent=descent)
    builder.setupNameTable({key: font["name"].getDebugName(number) or "" for key, number in
                            [("copyright", 0), ("familyName", 1), ("styleName", 2), ("licenseDescription", 13)]})
    builder.setupOS2(sTypoAscender=ascent, sTypoDescender=descent)
    builder.setupPost(keepGlyphNames=False)
    return builder, sorted(chosen)


def ranges(codes):
    pairs = []
    for code in codes:
        if pairs and code == pairs[-1][1] + 1:
            pairs[-1][1] = code
        else:
            pairs.append([code, code])
    return pairs


if __name__ == "__main__":
    source, target, *headings = sys.argv[1:]
    builder, codes = subset(source, HEADINGS if headings else TEXT)
    builder.save(target)
    if not headings:
        with open(target.rsplit("/", 1)[0] + "/ranges.txt", "w", encoding="ascii") as file:
            file.write(", ".join(f"0x{first:04X}, 0x{last:04X}" for first, last in ranges(codes)) + ", 0\n")
