namespace Hush.Cli.Commands.Denoise;

/// <summary>Checks the files for the residual and the comparison before any work is done.</summary>
internal static class DiagnosticCheck
{
    /// <exception cref="WrongUseException">There are several images, or two of their files are the same.</exception>
    /// <exception cref="IOException">A file exists, or its folder does not.</exception>
    public static void Run(DenoiseSettings settings, IReadOnlyList<ImagePair> pairs)
    {
        IReadOnlyList<string> sides = settings.DiagnosticPaths;
        if (sides.Count > 0 && pairs.Count > 1)
            throw new WrongUseException($"{ImageFiles.Quoted(sides[0])} can show only one image, but there are {pairs.Count}. Denoise " +
                "the one to inspect in a separate run.");
        foreach (string side in sides)
        {
            var beside = pairs[0] with { Output = side };
            if (beside.ToStandardOutput)
                throw new WrongUseException("Standard output (-) is reserved for the clean image. Give files for --residual and " +
                    "--compare.");
            beside.EnsureUsable(settings.Overwrite);
            if (IsSamePlace(side, pairs[0].Output))
                throw new WrongUseException($"{ImageFiles.Quoted(side)} is already the output file of the clean image. Choose another " +
                    "name.");
        }

        if (sides.Count == 2 && IsSamePlace(sides[0], sides[1]))
            throw new WrongUseException($"{ImageFiles.Quoted(sides[0])} cannot hold both the residual and the comparison. Give two " +
                "files.");
    }

    private static bool IsSamePlace(string a, string b) => ImageFiles.Names.Equals(ImageFiles.Real(a), ImageFiles.Real(b));
}
