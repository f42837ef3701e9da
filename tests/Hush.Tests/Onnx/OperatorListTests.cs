using Hush.Learning.Onnx.Import.Operators;
using Hush.Testing;
using Xunit;

namespace Hush.Tests.Onnx;

public class OperatorListTests
{
    [Fact]
    public void The_document_lists_exactly_the_supported_operators()
    {
        string text = File.ReadAllText(SourceTree.File("docs", "onnx.md"));
        string[] rows = text.Split("## Supported operators")[1].Split("Limits of all windows")[0].Split('\n');
        IEnumerable<string> listed = rows.Where(r => r.StartsWith('|')).Skip(2).SelectMany(r => r.Split('|')[1].Split(','))
            .Select(name => name.Trim());
        Assert.Equal(OperatorTable.Names, listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Operators_of_images_and_of_constants_are_all_operators() => Assert.Equal(
        OperatorTable.Names, OperatorTable.OnImages.Concat(OperatorTable.OnConstants).Order(StringComparer.Ordinal));
}
