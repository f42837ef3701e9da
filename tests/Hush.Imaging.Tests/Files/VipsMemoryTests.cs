using System.Diagnostics;
using Hush.Imaging.Files.Vips;
using Xunit;

namespace Hush.Imaging.Tests.Files;

/// <summary>Runs alone, because the tests measure the memory of the process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Native memory is released.</summary>
[Collection(nameof(Alone))]
public sealed class VipsMemoryTests
{
    [Fact]
    public void Two_hundred_reads_and_writes_leave_nothing_behind()
    {
        using Image image = TestImages.Make(640, 480, 3, 8, alpha: false);
        foreach (ImageFormat format in new[] { ImageFormat.Jpeg, ImageFormat.Tiff })
        {
            byte[] file = image.Bytes(format), damaged = file[..(file.Length / 2)];
            Repeat(20, file, damaged, format);
            // Heaps reach their final size once; a leak would add 184 MB in every round.
            long grown = long.MaxValue;
            for (int round = 0; round < 3 && grown >= 60_000_000; round++)
            {
                long before = Resident(), trackedBefore = Tracked();
                Repeat(200, file, damaged, format);
                grown = Resident() - before;
                Assert.InRange(Tracked() - trackedBefore, -10_000_000, 1_000_000);
            }

            Assert.True(grown < 60_000_000, $"{format}: {grown} bytes more after each 200 images of {640 * 480 * 3} bytes");
        }
    }

    private static void Repeat(int count, byte[] file, byte[] damaged, ImageFormat format)
    {
        for (int i = 0; i < count; i++)
        {
            using Image read = TestImages.Read(file);
            if (i % 4 == 0)
                Assert.NotEmpty(read.Bytes(format));
            Assert.Throws<ImageFormatException>(() => TestImages.Read(damaged));
        }
    }

    private static long Tracked() => (long)VipsLibrary.Find(isBundled: true).Library!.Functions.TrackedMemory();

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
