namespace Hush.Cli.Commands.Denoise.Shards;

/// <summary>The folders of an archive: noisy and clean.</summary>
/// <param name="Input">The folder of the noisy images.</param>
/// <param name="Output">The folder of the clean images and the manifests.</param>
internal sealed record ShardFolders(string Input, string Output)
{
    /// <summary>Finds the folders in the arguments of a command.</summary>
    /// <exception cref="WrongUseException">The input is not one folder, or an option has no meaning for shards.</exception>
    public static ShardFolders Of(DenoiseSettings settings)
    {
        if (settings is { Shard: not null, Merge: true })
            throw new WrongUseException("--shard denoises, --merge checks what all shards have done. Give one of them.");
        string option = settings.Shard is null ? "--merge" : "--shard";
        if (settings.Inputs is not [var input] || input == ImagePair.Standard || File.Exists(input))
            throw new WrongUseException($"{option} divides the images in one folder among processes. Give one folder as IN.");
        if (settings.DiagnosticPaths.Count > 0)
            throw new WrongUseException("--residual and --compare show a single image. Denoise the one to inspect without " + option + ".");
        if (settings.SkipExisting)
        {
            throw new WrongUseException($"--skip-existing has no effect with {option}: what earlier attempts finished is skipped by " +
                "their manifest. Omit it.");
        }

        return new ShardFolders(input, settings.Output ?? DenoisePlan.FolderBeside(input));
    }

    /// <summary>Lists the images.</summary>
    /// <exception cref="IOException">The folder does not exist, cannot be read, or is empty.</exception>
    public DenoisePlan Plan() => Directory.Exists(Input)
        ? new DenoisePlan([Input], Output)
        : throw new DirectoryNotFoundException($"The folder {ImageFiles.Quoted(Input)} does not exist on {Environment.MachineName}.");

    /// <summary>Lists the images for a shard.</summary>
    /// <exception cref="MachineFailureException">The folder does not exist, cannot be read, or is empty, like a mount point without its
    /// file system.</exception>
    public DenoisePlan PlanOfShard()
    {
        try
        {
            return Plan();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MachineFailureException(e);
        }
    }

    /// <summary>The name of the noisy image relative to its folder, with / on all systems.</summary>
    public string Source(ImagePair pair) => Relative(Input, pair.Input);

    /// <summary>The name of the clean image relative to its folder, with / on all systems.</summary>
    public string Name(ImagePair pair) => Relative(Output, pair.Output);

    private static string Relative(string folder, string path)
    {
        string name = Path.GetRelativePath(folder, path);
        return Path.DirectorySeparatorChar == '/' ? name : name.Replace(Path.DirectorySeparatorChar, '/');
    }
}
