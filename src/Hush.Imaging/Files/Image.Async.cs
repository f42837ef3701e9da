namespace Hush;

public sealed partial class Image
{
    /// <summary>Same as <see cref="Read(string, ImageReadOptions?)"/>, without blocking the calling thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The page to read, and limits.</param>
    /// <param name="cancellationToken">Cancels the operation before reading begins.</param>
    /// <exception cref="ImageFormatException">The file is damaged, of an unsupported format, or too large.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static Task<Image> ReadAsync(string path, ImageReadOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Read(path, options), cancellationToken);

    /// <summary>
    /// Same as <see cref="Read(Stream, string, ImageReadOptions?)"/>, without blocking the calling thread. The stream is only read
    /// asynchronously, to its end.
    /// </summary>
    /// <param name="stream">A readable stream, which is not closed.</param>
    /// <param name="name">The stream's name for error messages.</param>
    /// <param name="options">The page to read, and limits.</param>
    /// <param name="cancellationToken">Cancels the operation before decoding begins.</param>
    /// <exception cref="ImageFormatException">The data is damaged, of an unsupported format, or too large.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static async Task<Image> ReadAsync(
        Stream stream, string name, ImageReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        copy.Position = 0;
        return await Task.Run(() => Read(copy, name, options), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Same as <see cref="Write(string, ImageWriteOptions?)"/>, without blocking the calling thread.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="options">Compression settings.</param>
    /// <param name="cancellationToken">Cancels the operation before writing begins.</param>
    /// <exception cref="ImageFormatException">The extension is unknown, the format cannot hold this image, or HEIC or JPEG XL is
    /// requested without an installed libvips.</exception>
    /// <exception cref="IOException">The file cannot be written. An existing file at this path is not changed.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public Task WriteAsync(string path, ImageWriteOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Write(path, options), cancellationToken);

    /// <summary>
    /// Same as <see cref="Write(Stream, ImageFormat, ImageWriteOptions?)"/>, without blocking the calling thread. The stream is only
    /// written asynchronously.
    /// </summary>
    /// <param name="stream">A writable stream, which is not closed.</param>
    /// <param name="format">The format.</param>
    /// <param name="options">Compression settings.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ImageFormatException">The format cannot hold this image, or HEIC or JPEG XL is requested without an installed
    /// libvips.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public async Task WriteAsync(
        Stream stream, ImageFormat format, ImageWriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var encoded = new MemoryStream();
        await Task.Run(() => Write(encoded, format, options), cancellationToken).ConfigureAwait(false);
        encoded.Position = 0;
        await encoded.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }
}
