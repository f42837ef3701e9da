using Hush.Learning.Training;
using Hush.Testing;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Training;

public class TrainingLogTests
{
    [Fact]
    public void A_log_reads_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        EpochMetrics[] rows =
        [
            new(1, 0.1234567890123, 1e-12, 33.3, 1e-3, 1.5),
            new(2, double.NaN, double.PositiveInfinity, double.PositiveInfinity, 0, 2.25),
        ];
        TrainingLog.Write(folder["log.csv"], rows);
        Assert.Equal(rows, TrainingLog.Read(folder["log.csv"]));
        TrainingLog.Write(folder["log.csv"], []);
        Assert.Empty(TrainingLog.Read(folder["log.csv"]));
    }

    [Theory]
    [InlineData("", "Its first line must be")]
    [InlineData("epoch,loss\n1,2", "Its first line must be")]
    [InlineData("H\n1,0.1,0.1,20,0.1", "Line 2 is not the row of epoch 1.")]
    [InlineData("H\n1,0.1,0.1,20,0.1,1\n3,0.1,0.1,20,0.1,1", "Line 3 is not the row of epoch 2.")]
    [InlineData("H\n1,0.1,x,20,0.1,1", "Line 2 is not the row of epoch 1.")]
    [InlineData("H\n-1,0.1,0.1,20,0.1,1", "Line 2 is not the row of epoch 1.")]
    [InlineData("H\n\0\0\0", "Line 2 is not the row of epoch 1.")]
    public void A_damaged_log_is_refused_with_its_line(string content, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder["log.csv"],
            content.Replace("H", "epoch,train_loss,validation_loss,validation_psnr,rate,seconds", StringComparison.Ordinal));
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => TrainingLog.Read(folder["log.csv"])).Message);
    }
}
