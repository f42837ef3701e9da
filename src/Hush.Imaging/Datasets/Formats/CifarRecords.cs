namespace Hush.Imaging.Datasets.Formats;

/// <summary>CIFAR-10's binary version: records of 1 label byte (0 to 9) and 32 x 32 red, then green, then blue bytes, row by
/// row.</summary>
internal static class CifarRecords
{
    public const int Side = 32, Channels = 3, Plane = Side * Side, ImageBytes = Plane * Channels, RecordBytes = 1 + ImageBytes;

    /// <summary>The images of a file, channels last. The labels are checked and left out.</summary>
    /// <param name="path">What errors name.</param>
    /// <param name="records">The file's content.</param>
    /// <param name="images">Where they go: as many x 3072 bytes as there are records.</param>
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

    /// <exception cref="DatasetException">The length is not that of one or more whole records.</exception>
    public static void CheckLength(string path, long length)
    {
        if (length > 0 && length % RecordBytes == 0)
            return;
        throw new DatasetException(
            $"'{path}' has the wrong length: expected a multiple of {RecordBytes} bytes (the published files have 10000 records, "
            + $"{10000 * RecordBytes} bytes), got {length}.");
    }
}
