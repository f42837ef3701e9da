using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Hush.Learning.Training;
using Hush.Numerics.IO;

namespace Hush.Training;

/// <summary><c>log.csv</c>: one row per epoch. Always rewritten as a whole, so that it matches the checkpoint.</summary>
internal static class TrainingLog
{
    private const string Header = "epoch,train_loss,validation_loss,validation_psnr,rate,seconds";

    /// <summary>Reads a log.</summary>
    /// <exception cref="FormatException">A row is damaged, or the epochs are not numbered from 1.</exception>
    public static IReadOnlyList<EpochMetrics> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Header)
            throw new FormatException($"Its first line must be '{Header}'.");
        var rows = new List<EpochMetrics>();
        for (int i = 1; i < lines.Length; i++)
        {
            if (!TryParse(lines[i], out EpochMetrics? row) || row.Epoch != i)
                throw new FormatException($"Line {i + 1} is not the row of epoch {i}.");
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>Reads a row.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out EpochMetrics? row)
    {
        row = null;
        string[] cells = line.Split(',');
        if (cells.Length != Header.Split(',').Length
            || !int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out int epoch))
            return false;
        double[] values = new double[cells.Length - 1];
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.TryParse(cells[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                return false;
        }

        row = new EpochMetrics(epoch, values[0], values[1], values[2], values[3], values[4]);
        return true;
    }

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
