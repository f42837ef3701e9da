using Hush.Imaging.Files;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Files;

public class AsyncTests
{
    [Theory, InlineData("a.png"), InlineData("a.ppm"), InlineData("a.jpg")]
    public async Task Images_are_written_and_read_asynchronously_as_otherwise(string name)
    {
        using var folder = new TemporaryFolder();
        using Image image = Image.FromPixels([.. Enumerable.Range(0, 9 * 5 * 3).Select(i => i * 37 % 256 / 255f)], 9, 5, 3);
        image.Write(folder[name]);
        byte[] expected = File.ReadAllBytes(folder[name]);
        using var written = new MemoryStream();
        ImageFormat format = ImageFormats.FromPath(name);

        await image.WriteAsync(new AsyncOnlyStream(written), format);
        await image.WriteAsync(folder["again" + name]);
        Assert.Equal(expected, written.ToArray());
        Assert.Equal(expected, File.ReadAllBytes(folder["again" + name]));

        using Image read = Image.Read(folder[name]), fromFile = await Image.ReadAsync(folder[name]);
        using Image fromStream = await Image.ReadAsync(new AsyncOnlyStream(new MemoryStream(expected)), name);
        Assert.Equal(read.Pixels.Span, fromFile.Pixels.Span);
        Assert.Equal(read.Pixels.Span, fromStream.Pixels.Span);
    }

    [Fact]
    public async Task Errors_and_cancellation_reach_the_caller()
    {
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAsync<FileNotFoundException>(() => Image.ReadAsync(folder["none.png"]));
        await Assert.ThrowsAsync<ImageFormatException>(() => Image.ReadAsync(new MemoryStream([1, 2, 3]), "bytes"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Image.ReadAsync(new MemoryStream([1, 2, 3]), "bytes", cancellationToken: new CancellationToken(canceled: true)));
    }
}
