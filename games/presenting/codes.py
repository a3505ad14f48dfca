"""QR codes as SVG, drawn on the server: no script and no other origin is needed to show one."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(text: str) -> SafeString:
    """The QR code of a text, black on white whatever the theme, with the quiet zone that scanners need."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, dark="#000", light="#fff", border=3, omitsize=True
    )
    # segno's own drawing: the text is in the shape of the modules, never in the markup.
    return mark_safe(drawn.getvalue().decode())
