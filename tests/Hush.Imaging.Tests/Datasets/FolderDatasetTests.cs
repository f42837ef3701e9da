using Hush.Imaging.Datasets;
using Hush.Imaging.Datasets.Folders;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Datasets;

/// <summary>Image files use a format of the tests: width, height, channels, 8 or 16, then the values as bytes.</summary>
public sealed class FolderDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static DatasetOptions Options => new() { ReadImage = Read };

    [Fact]
    public void Files_are_found_in_all_folders_in_ordinal_order_and_others_passed_over()
    {
        foreach (string name in new[] { "b.png", "a/z.PGM", "a.png", "Z.ppm", "a/.hidden.png", "notes.txt", "c.gif" })
            _folder.Write(name, Gray(1));
        Assert.Equal(["Z.ppm", "a.png", "a/z.PGM", "b.png"], Load(Options).Provenance.Files.Select(f => f.Name));
    }

    [Fact]
    public void A_whole_folder_is_all_for_the_test_and_one_image_is_enough()
    {
        foreach (string name in new[] { "b.png", "a.png", "c.png" })
            _folder.Write(name, Gray(1));
        Assert.Equal(3, Load(Options with { WholeFolder = true }).Test.Count);
        _folder.Write("train/1.png", Gray(1));
        _folder.Write("test/1.png", Gray(2));
        Assert.Equal(1, Load(Options with { WholeFolder = true }).Test.Count);
    }

    [Fact]
    public void Train_and_test_folders_are_used_where_both_are_there()
    {
        _folder.Write("train/x/1.png", Gray(11));
        _folder.Write("train/2.png", Gray(12));
        _folder.Write("test/1.png", Gray(21));
        _folder.Write("3.png", Gray(31));
        Dataset set = Load(Options);
        Assert.Equal([12, 11], Values(set.Training));
        Assert.Equal([21], Values(set.Test));
        Assert.Equal(["test/1.png", "train/2.png", "train/x/1.png"], set.Provenance.Files.Select(f => f.Name));
        Directory.Delete(Path.Combine(_folder.Path, "test"), recursive: true);
        set = Load(Options);
        Assert.Equal([11, 12, 31], Values(set.Training).Concat(Values(set.Test)).Order());
    }

    [Fact]
    public void Named_images_are_held_out_wherever_they_lie_and_a_folder_without_them_is_cut_by_seed()
    {
        for (int i = 0; i < 4; i++)
            _folder.Write($"{(char)('a' + i)}.png", Gray((byte)i));
        _folder.Write("x/e.jpg", Gray(4));
        Dataset set = Load(Options with { HeldOut = ["b", "e", "elsewhere"] });
        Assert.True(set.HoldsOutNamed);
        Assert.Equal([1, 4], Values(set.Test));
        Assert.Equal([0, 2, 3], Values(set.Training));
        set = Load(Options with { HeldOut = ["elsewhere"] });
        Assert.False(set.HoldsOutNamed);
        Assert.Equal(1, set.Test.Count);
        Assert.Equal(5, Load(Options with { HeldOut = ["b"], WholeFolder = true }).Test.Count);
        var none = Assert.Throws<DatasetException>(() => Load(Options with { HeldOut = ["a", "b", "c", "d", "e"] }));
        Assert.Contains("are held out by name", none.Message);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Where_one_image_is_left_to_train_on_the_test_part_is_for_validation_too(int count, bool expected)
    {
        for (int i = 0; i < count; i++)
            _folder.Write($"{i}.png", Gray((byte)i));
        Dataset set = Load(Options);
        Assert.Equal((count - 1, 1, expected), (set.Training.Count, set.Test.Count, set.HoldsOutNamed));
    }

    [Fact]
    public void Named_images_are_held_out_of_a_train_folder_too()
    {
        for (int i = 0; i < 4; i++)
            _folder.Write($"train/{(char)('a' + i)}.png", Gray((byte)i));
        _folder.Write("test/e.png", Gray(4));
        _folder.Write("test/f.png", Gray(5));
        Dataset set = Load(Options with { HeldOut = ["b", "e"] });
        Assert.True(set.HoldsOutNamed);
        Assert.Equal([1, 4], Values(set.Test));
        Assert.Equal([0, 2, 3], Values(set.Training));
        Assert.Equal((4, 2), (Load(Options).Training.Count, Load(Options).Test.Count));
    }

    [Fact]
    public void What_a_training_left_in_the_folder_is_no_data()
    {
        for (int i = 0; i < 3; i++)
            _folder.Write($"{i}.png", Gray((byte)i));
        _folder.Write("runs/mine/grid.png", Gray(7));
        Assert.Equal(4, Load(Options).Provenance.Files.Count);
        foreach (string name in (string[])["recipe.json", "log.csv"])
            File.WriteAllText(Path.Combine(_folder.Path, "runs/mine", name), "");
        Assert.Equal(3, Load(Options).Provenance.Files.Count);
    }

    [Fact]
    public void Repeated_images_are_the_same_ones_over_and_over()
    {
        for (int i = 0; i < 4; i++)
            _folder.Write($"{i}.png", Gray((byte)i));
        IImageSet once = Load(Options).Training;
        var thrice = new RepeatedImages(once, 3);
        Assert.Equal(9, thrice.Count);
        Assert.Equal([.. Values(once), .. Values(once), .. Values(once)], Values(thrice));
        Assert.Equal((once.SizeOf(2), once.Channels, once.Name), (thrice.SizeOf(8), thrice.Channels, thrice.Name));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(19, 1)]
    [InlineData(40, 4)]
    public void Else_a_tenth_is_kept_for_the_test_the_same_at_every_run(int count, int test)
    {
        for (int i = 0; i < count; i++)
            _folder.Write($"{i}.png", Gray((byte)i));
        Dataset set = Load(Options), again = Load(Options), other = Load(Options with { FolderTestSeed = 12 });
        Assert.Equal(test, set.Test.Count);
        Assert.Equal(Enumerable.Range(0, count), Values(set.Training).Concat(Values(set.Test)).Order());
        Assert.Equal(Values(set.Test), Values(again.Test));
        if (count == 40)
            Assert.NotEqual(Values(set.Test), Values(other.Test));
    }

    [Fact]
    public void Gray_becomes_color_where_any_image_has_color_and_alpha_is_left_out()
    {
        _folder.Write("train/1.png", Image(2, 1, 1, 8, 10, 20));
        _folder.Write("train/2.png", Image(1, 1, 4, 8, 1, 2, 3, 99));
        _folder.Write("train/3.png", Image(2, 1, 2, 8, 30, 99, 40, 99));
        _folder.Write("test/1.png", Gray(5));
        IImageSet images = Load(Options).Training;
        Assert.Equal(3, images.Channels);
        Assert.Equal([10, 10, 10, 20, 20, 20], Bytes(images, 0));
        Assert.Equal([1, 2, 3], Bytes(images, 1));
        Assert.Equal([30, 30, 30, 40, 40, 40], Bytes(images, 2));
    }

    [Fact]
    public void Color_becomes_gray_where_that_is_asked()
    {
        _folder.Write("train/1.png", Image(2, 1, 3, 8, 100, 50, 200, 255, 255, 255));
        _folder.Write("test/1.png", Gray(5));
        IImageSet images = Load(Options with { Channels = 1 }).Training;
        float[] pixels = new float[2];
        images.Read(0, pixels);
        Testing.Near.Equal([((0.299 * 100) + (0.587 * 50) + (0.114 * 200)) / 255, 1.0], pixels, 1e-6);
    }

    [Fact]
    public void Sixteen_bits_are_kept()
    {
        _folder.Write("train/1.png", Image(2, 1, 1, 16, 0x12, 0x34, 0xFF, 0xFF));
        _folder.Write("test/1.png", Gray(5));
        float[] pixels = new float[2];
        Load(Options).Training.Read(0, pixels);
        Assert.Equal([0x1234 / 65535f, 1f], pixels);
    }

    [Fact]
    public void Images_beyond_the_memory_bound_are_read_again_and_are_the_same()
    {
        _folder.Write("train/1.png", Image(3, 2, 1, 8, 1, 2, 3, 4, 5, 6));
        _folder.Write("test/1.png", Gray(5));
        int reads = 0;
        DatasetOptions none =
            Options with { ImageMemory = 0, ReadImage = path => { Interlocked.Increment(ref reads); return Read(path); } };
        IImageSet images = Load(none).Training;
        Assert.Equal(2, reads);
        Assert.Equal([1, 2, 3, 4, 5, 6], Bytes(images, 0));
        float[] part = new float[2];
        images.ReadRegion(0, 1, 1, 1, 2, part);
        Assert.Equal([5 / 255f, 6 / 255f], part);
        Assert.Equal(4, reads);
        _folder.Write("train/1.png", Gray(9));
        var error = Assert.Throws<DatasetException>(() => Bytes(images, 0));
        Assert.Contains("was 2x3 (rows x columns) when the dataset was opened, but is 1x1 now", error.Message);
    }

    [Fact]
    public void All_files_that_cannot_be_read_are_listed_at_once()
    {
        _folder.Write("1.png", Gray(1));
        string bad = _folder.Write("2.png", []), worse = _folder.Write("3.png", []);
        Assert.Equal(
            $"2 of 3 images cannot be read. Repair them or move them out of the folder:\n  '{bad}': it is empty\n  '{worse}': it is empty",
            Assert.Throws<DatasetException>(() => Load(Options)).Message);
    }

    [Fact]
    public void A_folder_of_raw_files_says_to_develop_them()
    {
        _folder.Write("1.CR2", [1]);
        _folder.Write("more/2.nef", [1]);
        Assert.Contains(
            "It also has 2 raw camera file(s): develop them to 16-bit TIFF, for example with darktable or RawTherapee. Add images, or " +
            "choose another folder.",
            Assert.Throws<DatasetException>(() => Load(Options)).Message);
    }

    [Fact]
    public void A_folder_with_too_few_images_says_what_it_needs()
    {
        _folder.Write("1.png", Gray(1));
        Assert.Equal(
            $"'{_folder.Path}' has 1 image ({string.Join(' ', FolderDataset.Endings)}), but at least two are needed, one for training " +
            "and one for testing. "
            + "Add images, or choose another folder.",
            Assert.Throws<DatasetException>(() => Load(Options)).Message);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "train"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "test"));
        Assert.Contains("has no images in train/ and no images in test/ (", Assert.Throws<DatasetException>(() => Load(Options)).Message);
    }

    [Fact]
    public void A_folder_has_a_content_hash_and_nothing_to_be_verified_against()
    {
        _folder.Write("1.png", Gray(1));
        _folder.Write("2.png", Gray(2));
        Provenance provenance = Load(Options).Provenance;
        Assert.False(provenance.Verified);
        Assert.Equal($"folder of images, 2 files from {_folder.Path} (content hash {provenance.ContentHash})", provenance.Text);
        _folder.Write("2.png", Gray(3));
        Assert.NotEqual(provenance.ContentHash, Load(Options).Provenance.ContentHash);
    }

    private Dataset Load(DatasetOptions options) => DatasetCatalog.Load(_folder.Path, options);

    private static byte[] Gray(byte value) => Image(1, 1, 1, 8, value);

    private static byte[] Image(byte width, byte height, byte channels, byte bits, params byte[] values) =>
        [width, height, channels, bits, .. values];

    private static DecodedImage Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file.Length == 0)
            throw new InvalidDataException("it is empty");
        bool deep = file[3] == 16;
        float[] pixels = deep
            ? [.. file.Skip(4).Chunk(2).Select(b => ((b[0] << 8) | b[1]) / 65535f)]
            : [.. file.Skip(4).Select(b => b / 255f)];
        return new DecodedImage(file[0], file[1], file[2], deep, pixels);
    }

    private static int[] Bytes(IImageSet images, int index)
    {
        var (height, width) = images.SizeOf(index);
        float[] pixels = new float[height * width * images.Channels];
        images.Read(index, pixels);
        return [.. pixels.Select(p => (int)MathF.Round(p * 255f))];
    }

    private static int[] Values(IImageSet images) => [.. Enumerable.Range(0, images.Count).Select(i => Bytes(images, i)[0])];
}
