using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Files of 7 columns and 5 rows from another encoder, Pillow 9.4.0 on Python 3.11.2, with the code that made them.</summary>
/// <remarks>
/// import base64, io; import numpy as np; from PIL import Image
/// def show(im, **kw): b = io.BytesIO(); im.save(b, "PNG", **kw); print(base64.b64encode(b.getvalue()).decode())
/// y, x = np.mgrid[0:5, 0:7]
/// gray = (37 * x + 50 * y) % 256
/// rgb = np.dstack([gray, (11 * x * y) % 256, 255 - 9 * x - 20 * y])
/// alpha = 30 * x + 3 * y
/// </remarks>
public sealed class PngGoldenTests
{
    [Fact]
    public void A_gray_image()
    {
        // show(Image.fromarray(gray.astype("u1")))
        using Image image = Read(
            "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAAAAACs8akEAAAAH0lEQVR4nGNkUFVVVVVVZTSC0CwQ2ghCG6kynoCIAwBp9gXaNpvS" +
            "AgAAAABJRU5ErkJggg==");
        Check(image, 8, (x, y) => [Gray(x, y)], null);
    }

    [Fact]
    public void A_gray_image_of_16_bits()
    {
        // show(Image.fromarray((gray * 257 - 3 * x * y).clip(0).astype("u2")))
        using Image image = Read(
            "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFEAAAAAD8YXVHAAAAO0lEQVR4nE3BwQkAIRADQIVtIhBYOTYWEPv/W5YPOXCmt6ZH2Pr+" +
            "NcJW3pUrwxbF4uSiRt9bKEwIgnAAev0K3+xtcs0AAAAASUVORK5CYII=");
        Check(image, 16, (x, y) => [Math.Max(0, (Gray(x, y) * 257) - (3 * x * y))], null);
    }

    [Fact]
    public void A_color_image()
    {
        // show(Image.fromarray(rgb.astype("u1")))
        using Image image = Read(
            "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAANUlEQVR4nGNkYPivyvAdDbEYMbxR5f6OhmCiYghkJIYsqvhdVfG7" +
            "keJ3VUUkUSPF76o6UAQAf3cpHvkZ3jEAAAAASUVORK5CYII=");
        Check(image, 8, Rgb, null);
    }

    [Fact]
    public void A_color_image_with_alpha()
    {
        // show(Image.fromarray(np.dstack([rgb, alpha]).astype("u1")))
        using Image image = Read(
            "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAYAAACJmvbYAAAANElEQVR4nGNkYPjPoMrwXQ4bZjFieMOsyv0dK0ZIiqFiIzF0SUUI" +
            "NoLSKJJGit+ZVXUQGAC89SomZtxRXgAAAABJRU5ErkJggg==");
        Check(image, 8, Rgb, Alpha);
    }

    [Fact]
    public void A_gray_image_with_alpha()
    {
        // show(Image.fromarray(np.dstack([gray, alpha]).astype("u1"), "LA"))
        using Image image = Read(
            "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAQAAAAjkz5TAAAAHUlEQVR4nGNkYFCVQ0AWI2ZVJIjCNULmGiFkYYIA+vUGX4E/1icA" +
            "AAAASUVORK5CYII=");
        Check(image, 8, (x, y) => [Gray(x, y)], Alpha);
    }

    [Fact]
    public void An_image_of_bits()
    {
        // show(Image.fromarray((x + y) % 3 == 0))
        using Image image = Read(
            "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAQAAAACh4ct1AAAAEklEQVR4nGOYxKDCpMLkxaACAAfyAU3SrZIyAAAAAElFTkSuQmCC");
        Check(image, 8, (x, y) => [(x + y) % 3 == 0 ? 255 : 0], null);
    }

    [Fact]
    public void A_palette_of_two_bits_with_alpha()
    {
        // p = Image.fromarray(((x + y) % 4).astype("u1"), "P"); p.putpalette([255, 0, 0, 0, 200, 10, 1, 2, 3, 90, 80, 70])
        // show(p, bits=2, transparency=bytes([255, 128, 0]))
        using Image image = Read(
            "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFAgMAAAD09B5LAAAADFBMVEX/AAAAyAoBAgNaUEbpxXiDAAAAA3RSTlP/gAB/bWh4AAAA" +
            "F0lEQVR4nGOQlmDIyWHYuIHh2BEGaQkAHTEEKqPnSkoAAAAASUVORK5CYII=");
        int[][] colors = [[255, 0, 0], [0, 200, 10], [1, 2, 3], [90, 80, 70]];
        Check(image, 8, (x, y) => colors[(x + y) % 4], (x, y) => new[] { 255, 128, 0, 255 }[(x + y) % 4]);
    }

    [Fact]
    public void A_color_image_with_one_color_that_is_clear()
    {
        // show(Image.fromarray(rgb.astype("u1")), transparency=(0, 0, 255))
        using Image image = Read(
            "iVBORw0KGgoAAAANSUhEUgAAAAcAAAAFCAIAAAAG+GGPAAAABnRSTlMAAAAAAP9DpOgcAAAANUlEQVR4nGNkYPivyvAdDbEYMbxR" +
            "5f6OhmCiYghkJIYsqvhdVfG7keJ3VUUkUSPF76o6UAQAf3cpHvkZ3jEAAAAASUVORK5CYII=");
        Check(image, 8, Rgb, (x, y) => x + y == 0 ? 0 : 255);
    }

    private static Image Read(string base64) => TestImages.Read(Convert.FromBase64String(base64));

    private static int Gray(int x, int y) => ((37 * x) + (50 * y)) % 256;

    private static int Alpha(int x, int y) => (30 * x) + (3 * y);

    private static int[] Rgb(int x, int y) => [Gray(x, y), 11 * x * y % 256, 255 - (9 * x) - (20 * y)];

    private static void Check(Image image, int bits, Func<int, int, int[]> colors, Func<int, int, int>? alpha)
    {
        var places = Enumerable.Range(0, 5).SelectMany(y => Enumerable.Range(0, 7).Select(x => (x, y))).ToList();
        Assert.Equal((7, 5, bits), (image.Width, image.Height, image.BitDepth));
        Assert.Equal(places.SelectMany(p => colors(p.x, p.y)), image.Numbers());
        Assert.Equal(alpha is null ? [] : places.Select(p => alpha(p.x, p.y)), image.Alpha.ToArray().Select(a => (int)a));
    }
}
