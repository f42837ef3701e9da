using System.Text.Json.Nodes;
using Hush.Learning.Plans;
using Hush.Models;
using Hush.Tests.Denoising;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Models;

/// <summary>A card is written by a serializer but read field by field, so both must cover the same fields.</summary>
public class ModelCardTests
{
    [Theory]
    [InlineData("gaussian:25")]
    [InlineData("gaussian:0-55")]
    [InlineData("salt-and-pepper:0.1")]
    [InlineData("poisson:10")]
    [InlineData("blur:5")]
    [InlineData("mixture")]
    public void What_is_written_is_read(string noise)
    {
        ModelCard card = Drawn() with
        {
            Name = "other",
            Description = "what it is for",
            Channels = 3,
            Noise = NoiseSpec.Parse(noise),
            Dataset = "set",
            DatasetHash = "0123",
            DatasetVerified = true,
            Size = [5, 7],
            Parameters = 11,
            MultiplyAdds = 1L << 40,
            Epoch = 9,
            Recipe = Recipe.LoadBuiltIn("notebook-mnist") with { Convolutions = ConvolutionMode.Direct, Seed = ulong.MaxValue },
        };
        ModelCard read = ModelCard.Read(card.ToJson());
        Assert.Equal(card.ToJson(), read.ToJson());
        Assert.Equal(card, read);
        Assert.NotEqual(card, read with { Epoch = 8 });
        Assert.Equal(ConvolutionMode.Direct, read.Convolutions);
        Assert.Equal(ConvolutionMode.Fast, (read with { Recipe = new Recipe() }).Convolutions);
    }

    [Fact]
    public void Fields_that_are_not_there_have_their_defaults()
    {
        ModelCard card = Drawn() with { Description = "", DatasetHash = "", DatasetVerified = false, Size = [], Epoch = 0 };
        JsonObject json = JsonNode.Parse(card.ToJson())!.AsObject();
        foreach (string field in new[] { "description", "dataset_hash", "dataset_verified", "size", "epoch" })
            Assert.True(json.Remove(field));
        Assert.Equal(card, ModelCard.Read(json.ToJsonString()));
    }

    private static ModelCard Drawn()
    {
        using Model model = MadeUpModels.Create(MadeUpModels.Shallow);
        return model.Card;
    }
}
