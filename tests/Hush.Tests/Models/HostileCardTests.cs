using System.Text.Json.Nodes;
using Hush.Learning.Checkpoints;
using Hush.Models;
using Hush.Testing;
using Hush.Tests.Denoising;
using Hush.Training;
using Xunit;

namespace Hush.Tests.Models;

/// <summary>Any card is either read or rejected with the documented exception, also when its properties are used later.</summary>
public sealed class HostileCardTests : IDisposable
{
    private const string Mark = "here";

    private static readonly string[] s_values =
    [
        "1e309", "-1e309", "1e38", "-0.0", "-1", "0", "1.5", "65537", "2147483648", "-2147483648", "9223372036854775808", "true", "null",
        "\"\"", "\"NaN\"", "\"\\ud800\"", "[]", "[null]", "[1e309,1e309]", "{}",
        """{"kind":"gaussian","sigma":1e309}""", """{"a":1,"a":2}""",
    ];

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory("hush-card-").FullName, "model.safetensors");
    private readonly SafetensorsFile _file;
    private readonly string _card;

    public HostileCardTests()
    {
        using (Model model = MadeUpModels.Create(MadeUpModels.Residual))
            model.Save(_path);
        _file = SafetensorsFile.Read(_path);
        _card = _file.Metadata["hush_model"];
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public void Every_field_with_every_wrong_value_is_read_or_refused()
    {
        int fields = Fields(JsonNode.Parse(_card)!).Count, refused = 0;
        Assert.InRange(fields, 60, 1000);
        for (int field = 0; field < fields; field++)
        {
            JsonNode card = JsonNode.Parse(_card)!;
            Fields(card)[field](Mark);
            string text = card.ToJsonString();
            refused += s_values.Count(value => IsRefused(text.Replace($"\"{Mark}\"", value, StringComparison.Ordinal)));
        }

        Assert.InRange(refused, fields, fields * s_values.Length);
    }

    [Fact]
    public void Damaged_text_is_read_or_refused()
    {
        const int Tries = 600;
        float[] drawn = Samples.Uniform(3 * Tries, 6);
        int refused = 0;
        for (int i = 0; i < Tries; i++)
        {
            int place = (int)(drawn[3 * i] * _card.Length), length = (int)(drawn[(3 * i) + 1] * 12);
            string inserted = i % 3 == 0 ? "" : ((char)(drawn[(3 * i) + 2] * 128)).ToString();
            refused += IsRefused(_card.Remove(place, Math.Min(length, _card.Length - place)).Insert(place, inserted)) ? 1 : 0;
        }

        Assert.InRange(refused, Tries / 2, Tries);
    }

    [Fact]
    public void A_number_that_is_infinite_is_refused_where_it_is_read()
    {
        JsonNode card = JsonNode.Parse(_card)!;
        card["recipe"]!["optimizer"]!["rate"] = Mark;
        Write(card.ToJsonString().Replace($"\"{Mark}\"", "1e309", StringComparison.Ordinal));
        using Model model = Model.Open(_path);
        Assert.StartsWith("The recipe in the card of 'made up' cannot be read: ",
            Assert.Throws<CheckpointException>(() => model.Card.Recipe).Message);
        Assert.Throws<CheckpointException>(model.Card.ToJson);

        card = JsonNode.Parse(_card)!;
        card["noise"]!["peak"] = Mark;
        Write(card.ToJsonString().Replace($"\"{Mark}\"", "1e309", StringComparison.Ordinal));
        Assert.Contains("has no 'peak' of the expected type", Assert.Throws<CheckpointException>(() => Model.Open(_path)).Message);
    }

    /// <summary>Whether a card is rejected, on opening or in later use. Any other exception fails the test.</summary>
    private bool IsRefused(string card)
    {
        Write(card);
        try
        {
            using Model model = Model.Open(_path);
            Assert.NotEmpty(model.Card.ToJson());
            Assert.Equal(model.Card, model.Card with { });
            Assert.NotNull(model.Card.Noise.Create());
            return false;
        }
        catch (CheckpointException)
        {
            return true;
        }
        catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
        {
            throw new InvalidOperationException($"{e.GetType().Name} ({e.Message}) for the card:\n{card}", e);
        }
    }

    private void Write(string card)
    {
        _file.Metadata["hush_model"] = card;
        _file.Write(_path);
    }

    /// <summary>Setters for each field and list item, the inner ones after the outer ones.</summary>
    private static List<Action<string>> Fields(JsonNode node)
    {
        var fields = new List<Action<string>>();
        switch (node)
        {
            case JsonObject inner:
                foreach (var (key, value) in inner.ToArray())
                {
                    fields.Add(text => inner[key] = text);
                    fields.AddRange(value is null ? [] : Fields(value));
                }

                break;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    int place = i;
                    fields.Add(text => list[place] = text);
                    fields.AddRange(list[i] is { } value ? Fields(value) : []);
                }

                break;
        }

        return fields;
    }
}
