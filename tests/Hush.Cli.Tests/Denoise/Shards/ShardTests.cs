using Hush.Cli.Commands.Denoise.Shards;
using Xunit;

namespace Hush.Cli.Tests.Denoise.Shards;

/// <summary>Which shard a file and a process belong to.</summary>
public class ShardTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(97)]
    public void Every_file_is_in_exactly_one_shard_and_the_shards_are_about_equal(int count)
    {
        string[] names = [.. Enumerable.Range(0, 100 * count).Select(i => $"box {i % 7}/scan{i:0000}.png")];
        int[] sizes = [.. Shard.All(count).Select(shard => names.Count(shard.Contains))];
        Assert.Equal(names.Length, sizes.Sum());
        Assert.All(names.Take(50), name => Assert.Single(Shard.All(count), shard => shard.Contains(name)));
        Assert.All(sizes, size => Assert.InRange(size, 50, count == 1 ? 100 : 160));
    }

    /// <summary>int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % 16 in Python.</summary>
    [Theory]
    [InlineData("a/b.png", 11)]
    [InlineData("scan.tif", 6)]
    [InlineData("é.png", 11)]
    public void The_shard_of_a_file_is_the_same_on_every_machine(string name, int index) =>
        Assert.Equal(new Shard(index, 16), Shard.Of(name, 16));

    [Theory]
    [InlineData("3/16", "", "3/16")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=1 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=0", "0/1")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=16 SLURM_ARRAY_TASK_COUNT=16 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=16 " +
        "SLURM_ARRAY_TASK_STEP=1", "15/16")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=30 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_MAX=40 " +
        "SLURM_ARRAY_TASK_STEP=10", "2/4")]
    [InlineData("auto/16", "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=7", "7/16")]
    [InlineData("auto/16", "JOB_COMPLETION_INDEX=15", "15/16")]
    public void A_process_finds_its_shard(string choice, string variables, string shard) =>
        Assert.Equal(shard, Find(choice, variables).ToString());

    [Theory]
    [InlineData("auto", "", "reads SLURM_ARRAY_TASK_ID (SLURM job arrays) or JOB_COMPLETION_INDEX (Kubernetes Indexed Jobs), but neither")]
    [InlineData("auto/16", "", "--shard K/N, for example --shard 0/16.")]
    [InlineData("auto", "JOB_COMPLETION_INDEX=3", "Kubernetes does not tell a pod the number of completions.")]
    [InlineData("auto/16", "JOB_COMPLETION_INDEX=16", "JOB_COMPLETION_INDEX is 16, but 16 shards are numbered from 0 to 15.")]
    [InlineData("auto/16", "JOB_COMPLETION_INDEX=-1", "JOB_COMPLETION_INDEX must be an integer of at least 0, got '-1'.")]
    [InlineData("auto/16", "SLURM_ARRAY_TASK_ID=16", "SLURM_ARRAY_TASK_ID is 16, but 16 shards are numbered from 0 to 15.")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_COUNT must be an integer of at least 0, got ''.")]
    [InlineData("auto", "SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_COUNT=2 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_MAX=7",
        "The 2 tasks of this SLURM array, 3 to 7, are not evenly spaced.")]
    public void What_gives_no_shard_is_refused_with_what_to_do(string choice, string variables, string message) =>
        Assert.Contains(message, Assert.Throws<WrongUseException>(() => Find(choice, variables)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("/")]
    [InlineData("16/16")]
    [InlineData("-1/16")]
    [InlineData("0/0")]
    [InlineData("0/100001")]
    [InlineData("1/2/3")]
    [InlineData("auto/")]
    [InlineData("Auto")]
    [InlineData("0x1/16")]
    public void What_is_no_shard_is_not_parsed(string text) => Assert.Null(ShardChoice.Parse(text));

    private static Shard Find(string choice, string variables)
    {
        Dictionary<string, string> set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => v.Split('='))
            .ToDictionary(v => v[0], v => v[1]);
        return ShardChoice.Parse(choice)!.Find(set.GetValueOrDefault);
    }
}
