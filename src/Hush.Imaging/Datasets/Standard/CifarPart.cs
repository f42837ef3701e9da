using System.Security.Cryptography;
using Hush.Imaging.Datasets.Formats;

namespace Hush.Imaging.Datasets.Standard;

/// <summary>One of CIFAR-10's six files.</summary>
/// <param name="Path">The file's location, also used in error messages.</param>
/// <param name="Name">Its published name.</param>
/// <param name="Sha256">Hash of the file as published, including labels.</param>
/// <param name="Images">[N, 32, 32, 3].</param>
internal sealed record CifarPart(string Path, string Name, string Sha256, byte[] Images)
{
    /// <exception cref="DatasetException">The length is not a multiple of the record size, or a label is above 9.</exception>
    public static CifarPart Read(string path, string name)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Read(path, name, file, file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    public static CifarPart Read(string path, string name, Stream content, long length)
    {
        CifarRecords.CheckLength(path, length);
        byte[] records = new byte[length];
        content.ReadExactly(records);
        byte[] images = new byte[length / CifarRecords.RecordBytes * CifarRecords.ImageBytes];
        CifarRecords.Unpack(path, records, images);
        return new CifarPart(path, name, Convert.ToHexStringLower(SHA256.HashData(records)), images);
    }
}
