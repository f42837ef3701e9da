namespace Hush.Imaging.Datasets.Formats;

/// <summary>
/// CIFAR-10's binary format: records of 1 label byte (0 to 9), then 32x32 red, green and blue bytes in row-major order.
/// </summary>
internal static class CifarRecords
{
    public const int Side = 32, Channels = 3, Plane = Side * Side, ImageBytes = Plane * Channels, RecordBytes = 1 + ImageBytes;

    /// <summary>Converts records to images with channels last. The labels are checked and dropped.</summary>
    /// <param name="path">The file's name for error messages.</param>
    /// <param name="records">The content of the file.</param>
    /// <param name="images">The output, 3072 bytes per record.</param>
    public static void Unpack(string path, ReadOnlySpan<byte> records, Span<byte> images)
    {
        for (int i = 0; i < records.Length / RecordBytes; i++)
        {
            ReadOnlySpan<byte> record = records.Slice(i * RecordBytes, RecordBytes);
            if (record[0] > 9)
            {
                throw new DatasetException(
                    $"'{path}' is not a file of CIFAR-10 records: record {i} begins with label {record[0]}, expected 0 to 9.");
            }

            ReadOnlySpan<byte> planes = record[1..];
            ReadOnlySpan<byte> red = planes[..Plane], green = planes.Slice(Plane, Plane), blue = planes[(2 * Plane)..];
            Span<byte> image = images.Slice(i * ImageBytes, ImageBytes);
            for (int p = 0; p < Plane; p++)
                (image[3 * p], image[(3 * p) + 1], image[(3 * p) + 2]) = (red[p], green[p], blue[p]);
        }
    }

    /// <exception cref="DatasetException">The length is not a positive multiple of the record size.</exception>
    public static void CheckLength(string path, long length)
    {
        if (length > 0 && length % RecordBytes == 0)
            return;
        throw new DatasetException(
            $"'{path}' has the wrong length: expected a multiple of {RecordBytes} bytes (the published files have 10000 records, "
            + $"{10000 * RecordBytes} bytes), got {length}.");
    }
}
