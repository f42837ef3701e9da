using System.Text;
using Hush.Learning.TensorBoard;
using Hush.Learning.TensorBoard.Messages;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Training;

/// <summary>Event files for TensorBoard, against the specifications and an independent reader.</summary>
public class EventFileTests
{
    // Computed with a CRC in Python that goes bit by bit over the reflected polynomial 0x82F63B78:
    //   length + masked(length) + data + masked(data), masked(x) = (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
    [Theory]
    [InlineData("", "000000000000000029039807d8ea82a2")]
    [InlineData("68757368", "0400000000000000424552046875736813893e6c")]
    [InlineData("000102030405060708090a0b0c", "0d000000000000003c37b834000102030405060708090a0b0c0c78382e")]
    public void A_record_has_the_bytes_of_an_independent_program_and_reads_as_it_was_written(string content, string record)
    {
        byte[] bytes = Convert.FromHexString(content);
        using var stream = new MemoryStream();
        TfRecord.Write(stream, bytes);
        Assert.Equal(record, Convert.ToHexStringLower(stream.ToArray()));
        stream.Position = 0;
        Assert.True(TfRecord.TryRead(stream, out byte[]? read));
        Assert.Equal(bytes, read);
        Assert.False(TfRecord.TryRead(stream, out _));
    }

    [Fact]
    public void A_record_with_any_bit_flipped_or_any_byte_missing_is_not_read()
    {
        using var whole = new MemoryStream();
        TfRecord.Write(whole, Encoding.UTF8.GetBytes("hush"));
        byte[] record = whole.ToArray();
        for (int bit = 0; bit < 8 * record.Length; bit++)
        {
            byte[] damaged = [.. record];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(TfRecord.TryRead(new MemoryStream(damaged), out _), $"bit {bit}");
        }

        for (int length = 0; length < record.Length; length++)
            Assert.False(TfRecord.TryRead(new MemoryStream(record[..length]), out _), $"{length} bytes");
    }

    [Fact]
    public void A_length_beyond_the_end_of_the_file_is_refused_without_allocating_it()
    {
        byte[] header = new byte[12];
        BitConverter.TryWriteBytes(header, ulong.MaxValue / 2);
        BitConverter.TryWriteBytes(header.AsSpan(8), TfRecord.MaskedChecksum(header.AsSpan(0, 8)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(TfRecord.TryRead(new MemoryStream(header), out _));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000);
    }

    [Fact]
    public void Values_are_read_by_an_independent_reader_as_they_were_written()
    {
        using var folder = new TemporaryFolder();
        float[] weights = [.. Samples.Normal(1000, 3), float.NaN];
        var summary = new Summary();
        summary.AddScalar("loss/training", 0.125);
        summary.AddScalar("not measured", double.NaN);
        summary.AddImage("images", 3, 5, 1, [1, 2, 3]);
        summary.AddHistogram("weights", weights);
        summary.AddHistogram("constant", [2, 2, 2]);
        summary.AddHistogram("empty", []);
        using (var file = Open(folder["a.tfevents"], steps: 0))
            file.Write(7, summary);

        IReadOnlyList<EventEntry> events = EventReader.Read(folder["a.tfevents"]);
        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.All(events, e => Assert.InRange(e.WallTime, 1.7e9, 1e11));
        EventEntry entry = events[1];
        Assert.Equal((2, 7L), (events.Count, entry.Step));
        Assert.Equal(["loss/training", "images", "weights", "constant"], entry.Values.Select(v => v.Tag));
        Assert.Equal(0.125f, entry.Values[0].Scalar);
        EventImage image = entry.Values[1].Image!;
        Assert.Equal((3, 5, 1), (image.Height, image.Width, image.Channels));
        Assert.Equal([1, 2, 3], image.Png);

        EventHistogram histogram = entry.Values[2].Histogram!;
        double[] finite = [.. weights.Where(float.IsFinite).Select(w => (double)w)];
        Assert.Equal((finite.Min(), finite.Max(), 1000), (histogram.Min, histogram.Max, histogram.Count));
        Near.Equal(finite.Sum(), histogram.Sum, scale: 1000, relative: 1e-12);
        Near.Equal(finite.Sum(w => w * w), histogram.SumOfSquares, scale: 1000, relative: 1e-12);
        Assert.Equal((30, 30, histogram.Max), (histogram.Limits.Length, histogram.Counts.Length, histogram.Limits[^1]));
        double below = double.NegativeInfinity;
        for (int i = 0; i < histogram.Limits.Length; i++)
        {
            Assert.True(histogram.Limits[i] > below);
            // A value on an edge may be counted on either side of it.
            double slack = finite.Count(w => Math.Abs(w - below) < 1e-9 || Math.Abs(w - histogram.Limits[i]) < 1e-9);
            Assert.InRange(histogram.Counts[i], Within() - slack, Within() + slack);
            below = histogram.Limits[i];

            int Within() => finite.Count(w => w > below && w <= histogram.Limits[i]);
        }

        EventHistogram constant = entry.Values[3].Histogram!;
        Assert.Equal((2, 2, 3), (constant.Min, constant.Max, constant.Count));
        Assert.Equal([2.0], constant.Limits);
        Assert.Equal([3.0], constant.Counts);
    }

    [Fact]
    public void A_file_is_continued_without_the_steps_that_are_not_complete()
    {
        using var folder = new TemporaryFolder();
        string path = folder["a.tfevents"];
        Write(path, keep: 0, 1, 2, 3);
        Write(path, keep: 2, 3, 4);
        Assert.Equal([0, 1, 2, 3, 4], EventReader.Read(path).Select(e => e.Step));
        Write(path, keep: 4, 5);
        Assert.Equal([0, 1, 2, 3, 4, 5], EventReader.Read(path).Select(e => e.Step));
        Write(path, keep: 0);
        Assert.Equal([0], EventReader.Read(path).Select(e => e.Step));
    }

    [Fact]
    public void A_file_that_was_cut_or_damaged_anywhere_is_continued_from_its_last_sound_record()
    {
        using var folder = new TemporaryFolder();
        Write(folder["whole"], keep: 0, 1, 2, 3);
        byte[] whole = File.ReadAllBytes(folder["whole"]);
        for (int length = 0; length < whole.Length; length += 3)
        {
            byte[] damaged = [.. whole];
            damaged[length] ^= 0x10;
            foreach (byte[] content in (byte[][])[whole[..length], damaged])
            {
                File.WriteAllBytes(folder["a"], content);
                using (EventFile file = Open(folder["a"], steps: 3))
                {
                    for (long step = file.LastStep + 1; step <= 4; step++)
                        file.Write(step, Loss());
                }

                Assert.Equal([0, 1, 2, 3, 4], EventReader.Read(folder["a"]).Select(e => e.Step));
            }
        }
    }

    [Fact]
    public void Steps_that_a_file_repeats_and_files_of_another_kind_are_not_continued()
    {
        using var folder = new TemporaryFolder();
        Write(folder["twice"], keep: 0, 1, 2, 2, 3);
        using (EventFile file = Open(folder["twice"], steps: 9))
            Assert.Equal(2, file.LastStep);
        Assert.Equal([0, 1, 2], EventReader.Read(folder["twice"]).Select(e => e.Step));
        using (var other = new FileStream(folder["other"], FileMode.Create))
            TfRecord.Write(other, Encoding.UTF8.GetBytes("another kind of record"));
        Write(folder["other"], keep: 9, 1);
        Assert.Equal(["brain.Event:2", null], EventReader.Read(folder["other"]).Select(e => e.Version));
    }

    private static EventFile Open(string path, int steps) => new(path, (step, _) => step <= steps, TimeProvider.System);

    private static void Write(string path, int keep, params long[] steps)
    {
        using EventFile file = Open(path, keep);
        foreach (long step in steps)
            file.Write(step, Loss());
    }

    private static Summary Loss()
    {
        var summary = new Summary();
        summary.AddScalar("loss", 1);
        return summary;
    }
}
