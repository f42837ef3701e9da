using Hush.Learning.Training;
using Hush.Reports;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Training;

public class TrainingReportTests
{
    [Fact]
    public void Step_losses_are_shown_only_where_they_cover_all_steps()
    {
        var curve = new LossCurve();
        foreach (double loss in (double[])[4, 3, 2])
            curve.Add(loss);
        StepLoss[] expected = [new(0.25, 4), new(0.75, 3), new(1.25, 2)];
        Assert.Equal(expected, TrainingReport.StepLosses(curve, steps: 3, stepsPerEpoch: 2));
        Assert.Empty(TrainingReport.StepLosses(curve, steps: 5, stepsPerEpoch: 2));
    }

    [Fact]
    public void Steps_of_an_incomplete_interval_count()
    {
        var curve = new LossCurve();
        for (int step = 0; step < 258; step++)
            curve.Add(1);
        curve.Add(1);
        Assert.Equal((2, 129), (curve.Interval, curve.Means.Count));
        Assert.Equal(129, TrainingReport.StepLosses(curve, steps: 259, stepsPerEpoch: 300).Length);
    }
}
