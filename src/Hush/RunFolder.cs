using System.Text;
using Hush.Learning.Checkpoints;
using Hush.Learning.Training;
using Hush.Numerics.IO;
using Hush.Recipes;
using Hush.Training;

namespace Hush;

/// <summary>The files of a training, each with its name.</summary>
/// <remarks>
/// A training can be killed at any moment and resumed. Every file is replaced atomically, in this order: recipe.json before anything else;
/// then, whenever a checkpoint is due, model.safetensors, log.csv and the checkpoint last; metrics.json and the report at the end. So a
/// checkpoint is never ahead of the files beside it, and what they are ahead of it, a resume computes again, to the same bytes. A folder
/// killed before its first checkpoint begins anew from its recipe.
/// </remarks>
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

    /// <summary>
    /// Whether the folder is there and holds something. What a training leaves that was killed before it wrote its recipe does not count.
    /// </summary>
    public bool IsInUse => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => !IsRemains(entry));

    /// <summary>Deletes the files of an earlier training here, and nothing else.</summary>
    public void Clear()
    {
        ClearResults();
        Delete([Recipe, .. Rest]);
    }

    /// <summary>Files that are written again before anybody reads them.</summary>
    private string[] Rest => [Log, Report, In("loss.svg"), In("validation-psnr.svg"), In("psnr.svg"), In("ssim.svg"), In("grid.png")];

    /// <summary>The checkpoint goes first: it must not be resumed with another recipe.</summary>
    private void ClearResults() => Delete([Checkpoint, Start, Metrics, Model]);

    private static void Delete(string[] files)
    {
        foreach (string file in files.Where(File.Exists))       // File.Delete throws where the folder is missing, such as that of the checkpoint
            File.Delete(file);
    }

    private bool IsRemains(string entry) => AtomicFile.IsTemporary(entry)
        || (entry == CheckpointFolder && Directory.Exists(entry) && Directory.EnumerateFileSystemEntries(entry).All(e => e == Lock || AtomicFile.IsTemporary(e)));

    /// <summary>
    /// Refuses a folder that is in use, unless its training is to be resumed or replaced; and one with nothing to resume.
    /// </summary>
    /// <exception cref="RunFolderException">The folder is in use or is a file, or holds no training to resume.</exception>
    internal void RequireFree(bool resume, bool overwrite)
    {
        if (File.Exists(path))
            throw Error($"'{path}' is a file, but a training needs a folder. Choose another one.", nameof(TrainOptions.Folder));
        if (resume && !File.Exists(Recipe))
        {
            string found = Directory.Exists(path) ? $"The folder '{path}' has no recipe.json" : $"There is no folder '{path}'";
            throw Error(
                $"{found}, so there is no training to resume. Give the folder of an earlier training, or start a new one without resuming.",
                nameof(TrainOptions.Folder), $"{nameof(TrainOptions.Resume)}=false");
        }

        if (!IsInUse || overwrite)
            return;
        if (!resume)
        {
            throw Error(
                $"The folder '{path}' is not empty. Choose another one, resume the training in it, or replace it.",
                nameof(TrainOptions.Folder), nameof(TrainOptions.Resume), nameof(TrainOptions.Overwrite));
        }

        if (!File.Exists(Checkpoint) && HadCheckpoint)
        {
            throw Error(
                $"The folder '{path}' holds a trained model, but no checkpoint to resume from ({Checkpoint} is not there). " +
                "Replace the training, or choose another folder.",
                nameof(TrainOptions.Overwrite), nameof(TrainOptions.Folder));
        }
    }

    /// <summary>Refuses to resume a training to fewer epochs than it has completed.</summary>
    /// <exception cref="RunFolderException">It has completed more.</exception>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    internal void RequireAtMost(int epochs)
    {
        int completed = File.Exists(Checkpoint) ? Trainer.CompletedEpochs(Checkpoint) : 0;
        if (completed > epochs)
        {
            throw Error(
                $"The training in '{path}' has completed {completed} epochs, more than the {epochs} asked for. " +
                $"Ask for at least {completed}.",
                nameof(Recipes.Recipe.Epochs));
        }
    }

    /// <summary>
    /// Whether a checkpoint was written here once, so that a missing one is lost. A training that is killed before its first checkpoint has
    /// one epoch at most, and no measurement.
    /// </summary>
    private bool HadCheckpoint => File.Exists(Metrics) || (File.Exists(Model) && (!File.Exists(Log) || File.ReadLines(Log).Skip(1).Count() > 1));

    /// <summary>Keeps other trainings out until it is disposed: two that write the same checkpoint would spoil both.</summary>
    /// <param name="resumed">Whether a checkpoint was there when this training was allowed to go on from it.</param>
    /// <param name="overwrite">Whether one may be replaced.</param>
    /// <exception cref="RunFolderException">Another one is running here, or has been since then.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal IDisposable Hold(bool resumed, bool overwrite)
    {
        FileStream held = Open();
        AtomicFile.RemoveAbandoned(path);
        AtomicFile.RemoveAbandoned(CheckpointFolder);
        if (overwrite || File.Exists(Checkpoint) == resumed)
            return held;
        held.Dispose();
        throw Error(
            $"Another training started in '{path}' while this one was being prepared. Resume that one, or choose another folder.",
            nameof(TrainOptions.Resume), nameof(TrainOptions.Folder));
    }

    private static RunFolderException Error(string message, params string[] options) => new(message) { Options = options };

    private FileStream Open()
    {
        Directory.CreateDirectory(CheckpointFolder);
        try
        {
            return new FileStream(Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e.HResult is WindowsSharing or LinuxAgain or MacAgain)
        {
            throw new RunFolderException($"Another training is running in '{path}'. Wait until it has ended, or choose another folder.", e)
            {
                Options = [nameof(TrainOptions.Folder)],
            };
        }
    }

    /// <summary>Makes the folder ready for a new training. An earlier one goes only now, when nothing is missing any more.</summary>
    internal void Begin(Recipe recipe, bool overwrite)
    {
        if (overwrite)
            ClearResults();
        Write(recipe);
        if (overwrite)
            Delete(Rest);
    }

    /// <summary>Replaces the recipe: a training may go on to more epochs than it began with.</summary>
    internal void Write(Recipe recipe)
    {
        byte[] json = Encoding.UTF8.GetBytes(recipe.ToJson());
        AtomicFile.Write(Recipe, stream => stream.Write(json));
    }

    private string CheckpointFolder => In("checkpoint");

    private string Lock => System.IO.Path.Combine(CheckpointFolder, "in-use");

    private string In(string name) => System.IO.Path.Combine(path, name);
}
