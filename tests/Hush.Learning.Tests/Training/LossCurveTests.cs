using System.Text.Json;
using Hush.Learning.Training;
using Xunit;

namespace Hush.Learning.Tests.Training;

public class LossCurveTests
{
    [Fact]
    public void Few_steps_are_kept_one_by_one()
    {
        LossCurve curve = Of(5);
        Assert.Equal(1, curve.Interval);
        Assert.Equal([1, 2, 3, 4, 5], curve.Means);
    }

    [Theory]
    [InlineData(256, 1, 256)]
    [InlineData(257, 2, 128)]
    [InlineData(258, 2, 129)]
    [InlineData(1001, 4, 250)]
    [InlineData(100_003, 512, 195)]
    public void Many_steps_are_means_over_intervals_of_one_length(int steps, int interval, int points)
    {
        LossCurve curve = Of(steps);
        Assert.Equal((interval, points), (curve.Interval, curve.Means.Count));
        for (int i = 0; i < points; i++)
            Assert.Equal((i * interval) + ((interval + 1) / 2.0), curve.Means[i], 1e-6);        // the mean of consecutive numbers
    }

    [Fact]
    public void A_resumed_curve_goes_on_bit_for_bit()
    {
        LossCurve whole = Of(777), resumed = new();
        resumed.State = JsonSerializer.Deserialize<LossCurveState>(JsonSerializer.Serialize(Of(333).State))!;
        for (int i = 334; i <= 777; i++)
            resumed.Add(i);
        Assert.Equal(whole.Means, resumed.Means);
        Assert.Equal(JsonSerializer.Serialize(whole.State), JsonSerializer.Serialize(resumed.State));
    }

    [Theory]
    [InlineData("""{"Interval":0,"Means":[],"Sum":0,"Count":0}""")]
    [InlineData("""{"Interval":1,"Means":null,"Sum":0,"Count":0}""")]
    [InlineData("""{"Interval":2,"Means":[1],"Sum":0,"Count":2}""")]
    [InlineData("""{"Interval":2,"Means":[1],"Sum":0,"Count":-1}""")]
    public void A_state_that_no_training_can_have_written_is_invalid(string json) =>
        Assert.False(JsonSerializer.Deserialize<LossCurveState>(json)!.IsValid);

    private static LossCurve Of(int steps)
    {
        var curve = new LossCurve();
        for (int i = 1; i <= steps; i++)
            curve.Add(i);
        return curve;
    }
}
