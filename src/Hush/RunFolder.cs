using System.Text;
using Hush.Numerics.IO;
using Hush.Recipes;

namespace Hush;

/// <summary>The files of a training, each with its name.</summary>
/// <param name="path">The folder.</param>
public sealed class RunFolder(string path)
{
    /// <summary>Name of the best weights' file.</summary>
    public const string ModelName = "model.safetensors";

    // What opening a file that another process keeps to itself fails with: ERROR_SHARING_VIOLATION, EAGAIN.
    private const int WindowsSharing = unchecked((int)0x80070020), LinuxAgain = 11, MacAgain = 35;

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>The complete recipe.</summary>
    public string Recipe => In("recipe.json");

    /// <summary>A row an epoch.</summary>
    public string Log => In("log.csv");

    /// <summary>The best weights with their card.</summary>
    public string Model => In(ModelName);

    /// <summary>What a resume goes on from.</summary>
    public string Checkpoint => System.IO.Path.Combine(CheckpointFolder, "state.safetensors");

    /// <summary>The model that a fine-tuning began with: at its end the new one is compared with it.</summary>
    public string Start => System.IO.Path.Combine(CheckpointFolder, "start.safetensors");

    /// <summary>The final measurement.</summary>
    public string Metrics => In("metrics.json");

    /// <summary>The page for people.</summary>
    public string Report => In("report.html");

    /// <summary>Whether the folder is there and holds something.</summary>
    public bool IsInUse => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();

    /// <summary>Deletes the files of an earlier training here, and nothing else.</summary>
    public void Clear()
    {
        string[] pictures = [In("loss.svg"), In("validation-psnr.svg"), In("psnr.svg"), In("ssim.svg"), In("grid.png")];
        foreach (string file in (string[])[Recipe, Log, Model, Checkpoint, Start, Metrics, Report, .. pictures])
        {
            if (File.Exists(file))          // File.Delete minds a missing folder, such as that of the checkpoint
                File.Delete(file);
        }
    }

    /// <summary>Refuses a folder that holds something, unless that is to be resumed or replaced.</summary>
    /// <exception cref="IOException">The folder is in use, or is a file.</exception>
    internal void RequireFree(bool resume, bool overwrite)
    {
        if (File.Exists(path))
            throw new IOException($"'{path}' is a file, but a training needs a folder. Choose another with --out.");
        if (!IsInUse || overwrite)
            return;
        if (!resume)
        {
            throw new IOException(
                $"The folder '{path}' is not empty. Choose another with --out, go on with the training in it by --resume, " +
                "or replace it by --overwrite.");
        }

        if (!File.Exists(Recipe))
        {
            throw new IOException(
                $"The folder '{path}' holds no training to resume: it is not empty, but has no recipe.json. " +
                "Choose another with --out.");
        }

        if (!File.Exists(Checkpoint) && (File.Exists(Model) || File.Exists(Metrics)))
        {
            throw new IOException(
                $"The folder '{path}' holds a trained model, but no checkpoint to go on from ({Checkpoint} is not there). " +
                "Begin anew by --overwrite, or choose another folder with --out.");
        }
    }

    /// <summary>Keeps other trainings out until it is disposed: two that write the same checkpoint would spoil both.</summary>
    /// <param name="resumed">Whether a checkpoint was there when this training was allowed to go on from it.</param>
    /// <param name="overwrite">Whether one may be replaced.</param>
    /// <exception cref="IOException">Another one is running here, or has been since then; or the folder cannot be written.</exception>
    internal IDisposable Hold(bool resumed, bool overwrite)
    {
        FileStream held = Open();
        if (overwrite || File.Exists(Checkpoint) == resumed)
            return held;
        held.Dispose();
        throw new IOException($"Another training has been in '{path}' while this one was made ready. Go on with it by --resume, or choose another folder with --out.");
    }

    private FileStream Open()
    {
        string held = System.IO.Path.Combine(Directory.CreateDirectory(CheckpointFolder).FullName, "in-use");
        try
        {
            return new FileStream(held, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e.HResult is WindowsSharing or LinuxAgain or MacAgain)
        {
            throw new IOException($"Another training is running in '{path}'. Wait until it has ended, or choose another folder with --out.", e);
        }
    }

    /// <summary>Makes the folder ready for a new training. An earlier one goes only now, when nothing is missing any more.</summary>
    internal void Begin(Recipe recipe, bool overwrite)
    {
        if (overwrite)
            Clear();
        byte[] json = Encoding.UTF8.GetBytes(recipe.ToJson());
        AtomicFile.Write(Recipe, stream => stream.Write(json));
    }

    private string CheckpointFolder => In("checkpoint");

    private string In(string name) => System.IO.Path.Combine(path, name);
}
