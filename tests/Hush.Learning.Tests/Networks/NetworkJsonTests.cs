using System.Text.Json.Nodes;
using Hush.Learning.Networks;
using Hush.Learning.Tests.Plans;
using Xunit;

namespace Hush.Learning.Tests.Networks;

public class NetworkJsonTests
{
    private const string Damaged = " The model file is damaged or was written by another program.";

    public static TheoryData<string> Networks => SmallNetworks.Theory;

    /// <summary>Edits to a valid description and the resulting messages.</summary>
    public static TheoryData<string, string, string> Damages => new()
    {
        { "\"nodes\"", "\"knots\"", "The description of the network has no 'nodes' of the expected type." + Damaged },
        { "\"name\":\"a\"", "\"name\":7", "The description of a node has no 'name' of the expected type." + Damaged },
        { "{\"name\":\"a\"", "7,{\"name\":\"a\"", "The description of a node has no 'name' of the expected type." + Damaged },
        { "\"operation\":\"relu\"", "\"operation\":\"gelu\"",
            "Node 'relu1' has the operation 'gelu', which this version does not know. Use the version that wrote the model, or a newer " +
            "one." },
        { "\"operation\":\"relu\"", "\"op\":\"relu\"", "The description of relu1 has no 'operation' of the expected type." + Damaged },
        { "\"channels\":6", "\"channels\":\"6\"", "The description of a has no 'channels' of the expected type." + Damaged },
        { "\"channels\":6", "\"channels\":6.5", "The description of a has no 'channels' of the expected type." + Damaged },
        { "\"channels\":6", "\"channels\":-6", "The description of a has 'channels' -6, expected 0 to 65536." + Damaged },
        { "\"channels\":6", "\"channels\":70000", "The description of a has 'channels' 70000, expected 0 to 65536." + Damaged },
        { "\"channels\":6", "\"channels\":0", "Layer 'a' (Conv2d) outputs 0 channels, but must output at least 1. Use more channels." },
        { "\"channels\":1,\"kernel\":3", "\"channels\":2,\"kernel\":3",
            "The network's output 'b' has 2 channels at 1/1 of the size, but must be an image like its input: 1 channel at full size. " +
            "End it with a convolution to 1 channel." },
        { "\"kernel\":1", "\"kernel\":2", "Layer 'a' (Conv2d) has a 2x2 kernel, but only 1x1 and 3x3 are supported. Choose one of them." },
        { "\"bias\":true", "\"bias\":1", "The description of a has no 'bias' of the expected type." + Damaged },
        { "\"inputs\":[\"relu1\"]", "\"inputs\":[\"b\"]", "Node 'b' reads 'b', which does not come before it." + Damaged },
        { "\"inputs\":[\"relu1\"]", "\"inputs\":[null]", "Node 'b' reads '', which does not come before it." + Damaged },
        { "\"inputs\":[\"relu1\"]", "\"inputs\":[]", "Node 'b' (conv) has 0 inputs, but needs 1." + Damaged },
        { "\"operation\":\"relu\"", "\"operation\":\"concat\"",
            "Layer 'relu1' (Concat) needs at least two inputs, but has 1. Remove it." },
        { "\"operation\":\"relu\"", "\"operation\":\"upsample\"",
            "Layer 'relu1' would enlarge the image beyond its original size. Pool or unshuffle first." },
        { "\"name\":\"relu1\"", "\"name\":\"a\"", "Two layers are named 'a'." },
        { "\"operation\":\"image\",\"channels\":1", "\"operation\":\"scalar\",\"level\":0",
            "A network must have exactly one image input, got 0. Build it from a single input." },
        { "\"operation\":\"image\",\"channels\":1", "\"operation\":\"scalar\",\"level\":40000",
            "Layer 'noisy' would halve the image 40000 times, but at most 16 times is supported. Pool or unshuffle less often." },
        { "\"output\":\"b\"", "\"output\":\"c\"", "Node 'output' reads 'c', which does not come before it." + Damaged },
        { "\"output\":\"b\"", "\"exit\":\"b\"", "The description of the network has no 'output' of the expected type." + Damaged },
    };

    [Theory, MemberData(nameof(Networks))]
    public void What_was_written_is_read_as_the_same_network(string name)
    {
        Network network = SmallNetworks.Get(name);
        string json = NetworkJson.ToJson(network).ToJsonString();
        Network read = NetworkJson.FromJson((JsonObject)JsonNode.Parse(json)!);
        Assert.Equal(json, NetworkJson.ToJson(read).ToJsonString());
        Assert.Equal(network.Parameters.Select(p => p.Name + p.ShapeText), read.Parameters.Select(p => p.Name + p.ShapeText));
        Assert.Equal(network.MultiplyAdds(48, 40), read.MultiplyAdds(48, 40));
    }

    [Fact]
    public void A_description_can_be_read_by_people()
    {
        Assert.Equal(
            """{"nodes":[{"name":"noisy","operation":"image","channels":1},""" +
            """{"name":"a","operation":"conv","inputs":["noisy"],"channels":6,"kernel":1,"bias":true},""" +
            """{"name":"relu1","operation":"relu","inputs":["a"]},""" +
            """{"name":"b","operation":"conv","inputs":["relu1"],"channels":1,"kernel":3,"bias":false}],"output":"b"}""",
            Sound());
    }

    [Theory, MemberData(nameof(Damages))]
    public void A_damaged_description_is_refused_with_the_place(string from, string to, string message)
    {
        string damaged = Sound().Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Sound(), damaged);
        var json = (JsonObject)JsonNode.Parse(damaged)!;
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => NetworkJson.FromJson(json)).Message);
    }

    [Fact]
    public void Sizes_that_overflow_are_refused()
    {
        string huge = Sound().Replace("\"channels\":6", "\"channels\":65536", StringComparison.Ordinal).Replace(
            "\"name\":\"relu1\",\"operation\":\"relu\"",
            "\"name\":\"relu1\",\"operation\":\"conv\",\"channels\":65536,\"kernel\":3,\"bias\":false",
            StringComparison.Ordinal);
        var json = (JsonObject)JsonNode.Parse(huge)!;
        var error = Assert.Throws<FormatException>(() => NetworkJson.FromJson(json));
        Assert.Equal("The description of the network has layers of more than two billion values." + Damaged, error.Message);
    }

    private static string Sound() =>
        NetworkJson.ToJson(Network.Build(1, x => x.Conv("a", 6, kernel: 1).Relu().Conv("b", 1, bias: false))).ToJsonString();
}
