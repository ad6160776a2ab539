"""Read a QR symbol off a picture of the screen, as a scanner would."""

import base64
from typing import Final

import zxingcpp
from playwright.sync_api import Locator

_PIXELS: Final = """async (png) => {
    const image = new Image();
    image.src = "data:image/png;base64," + png;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const pixels = pen.getImageData(0, 0, image.width, image.height).data;
    const gray = Array.from({ length: pixels.length / 4 }, (_, at) => pixels[4 * at]);
    return [image.height, image.width, gray];
}"""
"""What the browser makes of a picture: its height, its width, and how light each pixel is."""


def read_code(shown: Locator) -> str | None:
    """Return the text of the one symbol in a part of a page; None where no scanner finds one."""
    png = base64.b64encode(shown.screenshot()).decode()
    height, width, gray = shown.page.evaluate(_PIXELS, png)
    found = zxingcpp.read_barcodes(memoryview(bytes(gray)).cast("B", (height, width)))
    return found[0].text if found else None
