using System.Text;
using Hush.Imaging.Files;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>
/// Raw camera files are recognized by content and rejected by name. Their previews are never mistaken for the photograph.
/// </summary>
public sealed class RawFileTests
{
    private const int Rgb = 2, FilterArray = 32803, LinearRaw = 34892;

    [Theory]
    [InlineData("FUJIFILMCCD-RAW 0201FF383001", "Fujifilm RAF")]
    [InlineData("IIRO\u0008\0\0\0", "Olympus ORF")]
    [InlineData("IIRS\u0008\0\0\0", "Olympus ORF")]
    [InlineData("MMOR\0\0\0\u0008", "Olympus ORF")]
    [InlineData("IIU\0\u0018\0\0\0", "Panasonic RW2")]
    [InlineData("\0\0\0\u0018ftypcrx \0\0\0\u0001crx isom", "Canon CR3")]
    [InlineData("II*\0\u0010\0\0\0CR\u0002\0\0\0\0\0", "Canon CR2")]
    [InlineData("II\u001A\0\0\0HEAPCCDR", "Canon CRW")]
    [InlineData("FOVb\0\0\u0002\0", "Sigma X3F")]
    [InlineData("\0MRM\0\0", "Minolta MRW")]
    public void Those_with_a_signature_are_named_by_it(string start, string name) =>
        AssertRaw(Encoding.Latin1.GetBytes(start + new string('\0', 64)), name);

    [Theory]
    [InlineData("NIKON CORPORATION", "Nikon NEF")]
    [InlineData("SONY", "Sony ARW")]
    [InlineData("SAMSUNG", "Samsung SRW")]
    [InlineData("PENTAX Corporation", "Pentax PEF")]
    [InlineData("Some Maker", "TIFF with sensor data")]
    public void Tiff_files_with_sensor_data_below_a_preview_are_named_by_their_maker(string make, string name)
    {
        foreach (bool little in new[] { true, false })
        {
            AssertRaw(Preview(make, FilterArray, little), name);
            AssertRaw(Preview(make, 1, little), name);           // for any type of sensor data: the photograph is in a subdirectory
        }
    }

    [Fact]
    public void Sensor_data_in_the_first_directory_is_raw_too()
    {
        var tiff = new TiffBytes(little: false);
        AssertRaw(tiff.File(tiff.Directory([tiff.Short(262, FilterArray), TiffBytes.Ascii(271, "PENTAX"), tiff.Short(256, 10)])),
            "Pentax PEF");
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Dng_is_told_by_its_version_and_sensor_data_in_classic_and_big_tiff(bool big)
    {
        foreach (int photometric in new[] { FilterArray, LinearRaw })
        {
            var tiff = new TiffBytes(little: true, big);
            long sensor = tiff.Directory([tiff.Long(254, 0), tiff.Short(262, photometric)]);
            AssertRaw(tiff.File(tiff.Directory([tiff.Long(254, 1), tiff.Short(262, Rgb), tiff.Long(330, sensor),
                TiffBytes.Bytes(50706, 1, 4, 0, 0)])), "DNG");
        }

        var lost = new TiffBytes(little: true, big);        // the photograph's directory is missing
        AssertRaw(lost.File(lost.Directory([lost.Long(254, 1), lost.Short(262, Rgb), lost.Long(330, 999_999),
            TiffBytes.Bytes(50706, 1, 4, 0, 0)])), "DNG");
    }

    [Fact]
    public void The_message_says_how_to_develop_it() =>
        Assert.Equal(
            "'test': expected a developed image, got a raw camera file (Nikon NEF). Develop it to a 16-bit TIFF, for example with " +
            "darktable or RawTherapee, and denoise that.",
            Assert.Throws<ImageFormatException>(() => TestImages.Read(Preview("NIKON", FilterArray, little: true))).Message);

    [Fact]
    public void An_ordinary_tiff_is_not_raw_whoever_made_it()
    {
        var plain = new TiffBytes();
        AssertNotRaw(plain.File(plain.Directory([plain.Long(254, 0), plain.Short(262, Rgb), TiffBytes.Ascii(271, "NIKON CORPORATION")])));
        var pyramid = new TiffBytes();
        long smaller = pyramid.Directory([pyramid.Long(254, 1), pyramid.Short(262, Rgb)]);
        AssertNotRaw(pyramid.File(pyramid.Directory([pyramid.Long(254, 0), pyramid.Short(262, Rgb), TiffBytes.Ascii(271, "Canon"),
            pyramid.Long(330, smaller)])));
        var developed = new TiffBytes();        // developed, but with the DNG version tag
        AssertNotRaw(developed.File(developed.Directory([developed.Long(254, 0), developed.Short(262, Rgb),
            TiffBytes.Bytes(50706, 1, 4, 0, 0)])));
        AssertNotRaw(GoldenFiles.Tiff);
        AssertNotRaw(GoldenFiles.Jpeg);
    }

    [Fact]
    public void Raw_files_have_extensions_of_their_own() =>
        Assert.Empty(ImageFormats.RawExtensions.Intersect(ImageFormats.ReadableExtensions));

    private static byte[] Preview(string make, int photometric, bool little)
    {
        var tiff = new TiffBytes(little);
        long second = tiff.Directory([tiff.Long(254, 0), tiff.Short(256, 6000), tiff.Short(262, photometric)]);
        long preview = tiff.Directory([tiff.Long(254, 1), tiff.Short(256, 1600), tiff.Short(262, 6)]);
        return tiff.File(tiff.Directory([tiff.Long(254, 1), tiff.Short(256, 160), tiff.Short(262, Rgb), TiffBytes.Ascii(271, make),
            tiff.Long(330, preview, second)]));
    }

    private static void AssertRaw(byte[] file, string name) =>
        Assert.Equal($"a raw camera file ({name})", Assert.Throws<ImageFormatException>(() => TestImages.Read(file)).Got);

    private static void AssertNotRaw(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var source = new ImageSource(stream, "test", new ImageReadOptions());
        Assert.Null(RawFile.NameOf(source, source.Peek(64)));
    }
}
