using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Hush.Imaging.Datasets.Fetching;
using Hush.Imaging.Datasets.Formats;
using Hush.Imaging.Datasets.Standard;

namespace Hush.Imaging.Tests.Datasets;

/// <summary>Small synthetic data sets in the published formats.</summary>
internal static class MadeUp
{
    public const int Rows = 5, Columns = 7, TrainingCount = 6, TestCount = 3;

    public static readonly byte[] TrainImages = Images(TrainingCount, Rows, Columns), TrainLabels = Labels(TrainingCount),
        TestImages = Images(TestCount, Rows, Columns), TestLabels = Labels(TestCount);

    public static readonly (string Name, byte[] Content)[] Files =
    [
        ("train-images-idx3-ubyte", TrainImages), ("train-labels-idx1-ubyte", TrainLabels),
        ("t10k-images-idx3-ubyte", TestImages), ("t10k-labels-idx1-ubyte", TestLabels),
    ];

    /// <summary>A set named mnist whose published hashes are those of the files above.</summary>
    public static IdxDataset Set(params IFileSource[] sources) => new(
        "mnist", "MNIST", "made up", new IdxHashes(Sha256(TrainImages), Sha256(TrainLabels), Sha256(TestImages), Sha256(TestLabels)))
    {
        Sources = sources,
    };

    /// <summary>Byte i of all images is 31 i + 7 mod 256.</summary>
    public static byte[] Images(int count, int rows, int columns)
    {
        byte[] file = Idx([count, rows, columns]);
        for (int i = 0; i < count * rows * columns; i++)
            file[16 + i] = (byte)((31 * i) + 7);
        return file;
    }

    public static byte[] Labels(int count) => Idx([count]);

    public static byte[] Idx(int[] extents)
    {
        byte[] file = new byte[4 + (4 * extents.Length) + extents.Aggregate(1, (a, b) => a * b)];
        (file[2], file[3]) = (8, (byte)extents.Length);
        for (int i = 0; i < extents.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4 + (4 * i)), extents[i]);
        return file;
    }

    public static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>CIFAR-10 records. Each byte depends on file, record, channel and position.</summary>
    public static byte[] Cifar(int file, int records)
    {
        byte[] content = new byte[records * CifarRecords.RecordBytes];
        for (int r = 0; r < records; r++)
        {
            content[r * CifarRecords.RecordBytes] = (byte)((file + r) % 10);
            for (int c = 0; c < 3; c++)
            {
                for (int p = 0; p < 1024; p++)
                    content[(r * CifarRecords.RecordBytes) + 1 + (1024 * c) + p] = CifarValue(file, r, c, p);
            }
        }

        return content;
    }

    public static byte CifarValue(int file, int record, int channel, int place) =>
        (byte)((50 * file) + (17 * record) + (90 * channel) + place);

    public static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
