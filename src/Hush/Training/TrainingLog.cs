using System.Globalization;
using System.Text;
using Hush.Learning.Training;
using Hush.Numerics.IO;

namespace Hush.Training;

/// <summary><c>log.csv</c>: one row per epoch. Always rewritten as a whole, so that it matches the checkpoint.</summary>
internal static class TrainingLog
{
    private const string Header = "epoch,train_loss,validation_loss,validation_psnr,rate,seconds";

    public static void Write(string path, IEnumerable<EpochMetrics> rows)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (EpochMetrics row in rows)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{row.Epoch},{row.TrainLoss:R},{row.ValidationLoss:R},{row.ValidationPsnr:R},{row.Rate:R},{row.Seconds:0.000}");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString().ReplaceLineEndings("\n"));
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }
}
