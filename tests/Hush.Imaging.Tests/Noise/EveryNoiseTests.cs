using Hush.Imaging.Noise;
using Hush.Imaging.Tests.Metrics;
using Hush.Numerics.Random;
using Hush.Testing;
using Xunit;

namespace Hush.Imaging.Tests.Noise;

/// <summary>Properties of all kinds: determinism, any size, in place, NaN, no allocation, clipping, invalid arguments.</summary>
public sealed class EveryNoiseTests
{
    private static readonly RandomKey Key = new(11, RandomPurpose.TrainingNoise, 2, 77);

    public static TheoryData<string> Names =>
        new("gaussian", "gaussian:0-55", "gaussian:127.5", "salt-and-pepper:0.2", "poisson:30", "poisson:3", "blur:3", "blur:5", "mixture",
            "camera", "camera:0.001", "grain", "grain:1-30", "photo");

    [Theory, MemberData(nameof(Names))]
    public void The_result_depends_on_the_key_and_not_on_the_order_of_calls(string name)
    {
        INoise noise = NoiseSpec.Parse(name).Create(), again = NoiseSpec.Parse(name).Create();
        var shape = new Shape(1, 13, 17, 3);
        float[] clean = Samples.Uniform(shape.Count, 3);
        float[][] forwards = [.. Enumerable.Range(0, 8).Select(i => Apply(noise, clean, shape, Key with { Image = (uint)i }))];
        float[][] backwards = new float[8][];
        Parallel.For(0, 8, i => backwards[7 - i] = Apply(again, clean, shape, Key with { Image = (uint)(7 - i) }));
        for (int i = 0; i < 8; i++)
            Assert.Equal(forwards[i], backwards[i]);
        if (!name.StartsWith("blur", StringComparison.Ordinal))
        {
            Assert.Equal(8, forwards.Select(f => string.Join(' ', f)).Distinct().Count());
            Assert.NotEqual(forwards[0], Apply(noise, clean, shape, Key with { Image = 0, Epoch = 3 }));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Any_size_works_and_in_place_gives_the_same(string name)
    {
        INoise noise = NoiseSpec.Parse(name).Create();
        foreach (Shape shape in new Shape[]
        {
            new(1, 0, 5, 1), new(1, 5, 0, 1), new(1, 1, 1, 1), new(1, 1, 2, 3), new(1, 3, 1, 2), new(1, 2, 9, 1), new(1, 41, 53, 1),
        })
        {
            float[] clean = Samples.Uniform(shape.Count, 4), noisy = Apply(noise, clean, shape, Key);
            Assert.All(noisy, v => Assert.True(float.IsFinite(v)));
            noise.Apply(clean, clean, shape, Key);
            Assert.Equal(noisy, clean);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_value_that_is_no_number_stays_one_and_spoils_at_most_its_neighborhood(string name)
    {
        var shape = new Shape(1, 15, 19, 1);
        float[] clean = Samples.Uniform(shape.Count, 5);
        clean[(7 * 19) + 9] = float.NaN;
        for (uint image = 0; image < 12; image++)
        {
            int spoilt = Apply(NoiseSpec.Parse(name).Create(), clean, shape, Key with { Image = image }).Count(float.IsNaN);
            Assert.InRange(spoilt, image == 3 ? 1 : 0, 25);
        }
    }

    [Fact]
    public void Missing_pixels_do_not_change_the_camera_noise_of_others_and_stay_missing()
    {
        // Half of a flat image of any color is missing: what fills it is the same color.
        INoise noise = NoiseSpec.Parse("camera").Create();
        foreach (Shape shape in new Shape[] { new(1, 21, 23, 1), new(1, 21, 23, 3) })
        {
            for (uint image = 0; image < 12; image++)
            {
                float[] whole = [.. Enumerable.Repeat(0.25f, (int)shape.Count)], holed = [.. whole], target = [.. whole];
                for (int i = 0; i < holed.Length; i++)
                    holed[i] = i / shape.C % 7 < 3 ? float.NaN : holed[i];
                float[] holedTarget = [.. holed], expected = new float[whole.Length], noisy = new float[whole.Length];
                noise.CreatePair(target, expected, shape, Key with { Image = image });
                noise.CreatePair(holedTarget, noisy, shape, Key with { Image = image });
                for (int i = 0; i < holed.Length; i++)
                {
                    Assert.Equal(float.IsNaN(holed[i]) ? float.NaN : expected[i], noisy[i]);
                    Assert.Equal(float.IsNaN(holed[i]) ? float.NaN : target[i], holedTarget[i]);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Applying_allocates_nothing_once_scratch_is_pooled(string name)
    {
        INoise noise = NoiseSpec.Parse(name).Create();
        var shape = new Shape(1, 28, 28, 1);
        float[] clean = Samples.Uniform(shape.Count, 6), noisy = new float[clean.Length];
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (uint i = 0; i < 50; i++)
            {
                noise.Apply(clean, noisy, shape, Key with { Image = i });
                _ = noise.LevelOf(Key with { Image = i });
            }
        }));
    }

    [Theory]
    [InlineData("gaussian:200"), InlineData("poisson:2"), InlineData("mixture")]
    public void Values_leave_the_range_unless_clipped_and_clipping_changes_nothing_else(string name)
    {
        NoiseSpec spec = NoiseSpec.Parse(name);
        var shape = new Shape(1, 31, 29, 1);
        float[] clean = [.. Enumerable.Repeat(0.95f, 31 * 29)];
        float[] free = Apply(spec.WithClip(false).Create(), clean, shape, Key),
            clipped = Apply(spec.WithClip(true).Create(), clean, shape, Key);
        Assert.Contains(free, v => v > 1);
        Assert.Equal(free.Select(v => Math.Clamp(v, 0, 1)), clipped);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_wrong_length_and_a_batch_are_refused(string name)
    {
        INoise noise = NoiseSpec.Parse(name).Create();
        string text = Assert.Throws<ShapeException>(() => noise.Apply(new float[6], new float[5], new Shape(1, 2, 3, 1), Key)).Message;
        Assert.EndsWith("but they hold 6 and 5. Pass the shape of both.", text, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => noise.Apply(new float[6], new float[6], new Shape(2, 1, 3, 1), Key));
    }

    private static float[] Apply(INoise noise, float[] clean, Shape shape, RandomKey key)
    {
        float[] noisy = new float[clean.Length];
        noise.Apply(clean, noisy, shape, key);
        return noisy;
    }
}
