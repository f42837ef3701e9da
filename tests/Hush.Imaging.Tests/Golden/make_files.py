# Prints small files of 9x6 pixels as base64 for GoldenFiles.cs. Made with Pillow 9.4.0 on Python 3.11.
import base64, io, struct
from PIL import Image, ImageCms, PngImagePlugin, TiffImagePlugin

W, H = 9, 6
gray = Image.new("L", (W, H)); gray.putdata([(x * 20 + y * 13) % 256 for y in range(H) for x in range(W)])
rgb = Image.new("RGB", (W, H)); rgb.putdata([(x * 25, y * 40, 255 - x * 10 - y * 20) for y in range(H) for x in range(W)])
icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
exif = Image.Exif(); exif[0x0112] = 6; exif[0x0131] = "camera 1.0"; exif[0x010F] = "Maker"; exif.get_ifd(0x8769)[0x829A] = (1, 125)

def show(name, im, fmt, **kw):
    b = io.BytesIO(); im.save(b, fmt, **kw)
    print(f'    public const string {name} =\n        "' + base64.b64encode(b.getvalue()).decode() + '";\n')

show("Jpeg", rgb, "JPEG", quality=100, subsampling=0, exif=exif, icc_profile=icc, dpi=(240, 240))
show("CmykJpeg", rgb.convert("CMYK"), "JPEG")
show("GrayJpeg", gray, "JPEG", quality=100)
show("PaletteTiff", rgb.convert("P", palette=Image.ADAPTIVE, colors=54), "TIFF")
show("BitTiff", Image.frombytes("1", (W, H), bytes([0b10101010, 128] * H)), "TIFF")
show("Tiff", rgb, "TIFF", compression="tiff_lzw", dpi=(150, 150), software="scanner", description="a test")
show("FloatTiff", gray.convert("F"), "TIFF")
show("WebP", rgb, "WEBP", lossless=True, exif=exif.tobytes(), icc_profile=icc)
show("Gif", rgb.convert("P", palette=Image.ADAPTIVE, colors=54), "GIF")
meta = PngImagePlugin.PngInfo(); meta.add_text("Title", "a test"); meta.add_text("Comment", "x" * 3000, zip=True); meta.add_itxt("Author", "Zoë 中", "de", "Autor")
show("Png", rgb, "PNG", icc_profile=icc, exif=exif, dpi=(300, 300), pnginfo=meta)
