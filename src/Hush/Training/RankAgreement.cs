using Hush.Imaging.Datasets;
using Hush.Learning.Distributed;

namespace Hush.Training;

/// <summary>What must be equal on all ranks, so that the model does not depend on their number.</summary>
internal static class RankAgreement
{
    /// <summary>
    /// Loads the data on all ranks. A standard set, which may have to be downloaded, is loaded by rank 0 first, so that those on the same
    /// machine find it in the cache.
    /// </summary>
    public static Dataset LoadInTurn(ICommunicator ranks, Recipe recipe, Func<Dataset> load)
    {
        if (ranks.Count == 1 || !DatasetCatalog.Names.Contains(recipe.Data.Name))
            return load();
        Dataset? first = ranks.Rank == 0 ? load() : null;
        ranks.Barrier();
        return first ?? load();
    }

    /// <summary>Compares what the ranks have. Their recipe is that of rank 0.</summary>
    /// <exception cref="CommunicationException">A rank differs from rank 0.</exception>
    public static void Require(ICommunicator ranks, Dataset set)
    {
        if (ranks.Count == 1)
            return;
        RequireEqual("a different vector width", $"{Numerics.VectorWidth.Bits} bits",
            "Set HUSH_VECTOR_BITS to the smallest on all of them, or use equal machines.");
        RequireEqual("different data", set.Provenance.ContentHash, $"Copy the data of rank 0 ({set.Provenance.Location}) to all machines.");

        void RequireEqual(string difference, string value, string advice)
        {
            string[] all = ranks.AllGather($"{value}\n{Environment.MachineName}");
            int other = Array.FindIndex(all, text => Value(text) != Value(all[0]));
            if (other < 0)
                return;
            string machine = all[other][(all[other].LastIndexOf('\n') + 1)..];
            string values = value.Length <= 16 ? $" ({Value(all[other])}, not {Value(all[0])})" : "";
            throw new CommunicationException($"Rank {other} on {machine} has {difference} from rank 0{values}. {advice}");
        }

        static string Value(string text) => text[..text.LastIndexOf('\n')];
    }
}
