import io

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from clever_engine.digits import MAX_BYTES, decode_picture
from clever_engine.errors import PictureError


def packed(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    if kind == "HEIF":  # without registering it: that is what the reader has to do
        pillow_heif.from_pillow(picture).save(file, quality=100)
    else:
        picture.save(file, kind, **options)
    return file.getvalue()


def half_black() -> Image.Image:
    values = np.full((20, 30), 255, dtype=np.uint8)
    values[:, :15] = 0
    return Image.fromarray(values)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "GIF", "TIFF", "WEBP", "JPEG", "AVIF", "HEIF"])
def test_every_format_gives_the_same_picture(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    found = decode_picture(packed(half_black(), kind, **options))
    assert found.shape == (20, 30, 3)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found[:, :12], 0, atol=0.05)
    np.testing.assert_allclose(found[:, 18:], 1, atol=0.05)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16", "I"])
def test_every_mode_gives_the_same_picture(mode: str) -> None:
    if mode in ("I;16", "I"):
        values = np.asarray(half_black(), dtype=np.uint16) * 257
        picture = (
            Image.fromarray(values) if mode == "I;16" else Image.fromarray(values).convert("I")
        )
    else:
        picture = half_black().convert(mode)
    found = decode_picture(packed(picture, "TIFF" if mode in ("CMYK", "I") else "PNG"))
    np.testing.assert_allclose(found.mean(axis=2)[0, [3, 25]], [0, 1], atol=0.02)


@pytest.mark.parametrize(("ink", "paper"), [(0, 1.0), (255, 0.0)])
def test_transparent_paper_contrasts_with_the_ink(ink: int, paper: float) -> None:
    values = np.full((20, 20, 4), ink, dtype=np.uint8)
    values[..., 3] = 0
    values[8:12, 4:16, 3] = 255
    found = decode_picture(packed(Image.fromarray(values)))
    assert found[0, 0, 0] == paper
    assert found[10, 10, 0] == ink / 255


def test_the_camera_s_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: turn a quarter clockwise
    found = decode_picture(packed(half_black(), "JPEG", exif=exif))
    assert found.shape == (30, 20, 3)
    assert found[5].mean() < 0.1
    assert found[25].mean() > 0.9


def bad_files() -> dict[str, bytes]:
    good = packed(half_black())
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 90), dtype=np.uint8))
    frames = [half_black().convert("P"), Image.new("P", (30, 20))]
    huge = bytearray(packed(Image.new("1", (64, 64))))
    huge[16:24] = (60_000).to_bytes(4, "big") * 2
    files = {
        "empty": b"",
        "text": b"this is no picture" * 20,
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "pdf": b"%PDF-1.7\n" + bytes(200),
        "too many bytes": bytes(MAX_BYTES + 1),
        "cut short": packed(noise)[:2000],
        "only a header": good[:20],
        "flipped bytes": good[:45] + bytes(20) + good[65:],
        "huge header": bytes(huge),
        "too many pixels": packed(Image.new("1", (9000, 5000))),
        "one pixel": packed(Image.new("L", (1, 1))),
        "thin": packed(Image.new("L", (4000, 6))),
    }
    for kind in ("GIF", "PNG", "WEBP", "TIFF"):
        files[f"animated {kind}"] = packed(frames[0], kind, save_all=True, append_images=frames[1:])
    for kind in ("JPEG", "WEBP", "TIFF", "BMP", "GIF"):
        raw = packed(noise, kind)
        files[f"half a {kind}"] = raw[: len(raw) // 2]
    return files


@pytest.mark.parametrize("name", list(bad_files()))
def test_a_bad_file_gets_one_sentence(name: str) -> None:
    with pytest.raises(PictureError) as caught:
        decode_picture(bad_files()[name])
    text = str(caught.value)
    assert text.startswith("Expected ")
    assert text.endswith(".")
    assert ". " not in text.replace("e.g. ", "")
    assert "\n" not in text
    assert len(text) < 200


def test_something_that_is_no_bytes_is_refused() -> None:
    with pytest.raises(PictureError, match="got str"):
        decode_picture("picture.png")  # type: ignore[arg-type]
