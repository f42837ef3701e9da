using System.Text;
using Hush.Learning.Training;
using Hush.Numerics.IO;
using Hush.Training;

namespace Hush;

/// <summary>The files of a training run.</summary>
/// <remarks>
/// A run can be killed at any time and resumed. Every file is replaced atomically, in this order: recipe.json first; then, at each
/// checkpoint, model.safetensors, log.csv and the checkpoint itself; finally metrics.json. The report is rewritten after epochs and at
/// the end. So a checkpoint is never newer than model and log, and whatever is newer than the checkpoint is recomputed by a resume,
/// with identical results. A run killed before its first checkpoint restarts from its recipe.
/// </remarks>
/// <param name="path">The folder.</param>
internal sealed class RunFolder(string path)
{
    /// <summary>File name of the model.</summary>
    public const string ModelName = "model.safetensors";

    // Error codes for opening a file locked by another process: ERROR_SHARING_VIOLATION, EAGAIN.

    /// <summary>The path of the folder.</summary>
    public string Path => path;

    /// <summary>The complete recipe.</summary>
    public string Recipe => In("recipe.json");

    /// <summary>The training log, one row per epoch.</summary>
    public string Log => In("log.csv");

    /// <summary>The best weights and the model card.</summary>
    public string Model => In(ModelName);

    /// <summary>The training state for resuming.</summary>
    public string Checkpoint => System.IO.Path.Combine(CheckpointFolder, "state.safetensors");

    /// <summary>The initial model of a fine-tuning run, compared with the new model at the end.</summary>
    public string Start => System.IO.Path.Combine(CheckpointFolder, "start.safetensors");

    /// <summary>The final evaluation.</summary>
    public string Metrics => In("metrics.json");

    /// <summary>The event file for TensorBoard, of runs that write one.</summary>
    public string Events => In("events.out.tfevents.hush");

    /// <summary>The HTML report.</summary>
    public string Report => In("report.html");

    /// <summary>
    /// Whether the folder exists and is not empty. The remains of a run that was killed before it wrote its recipe do not count.
    /// </summary>
    public bool HasContents => Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any(entry => !IsRemains(entry));

    /// <summary>Whether a training is running in the folder, in this process or another.</summary>
    public bool IsInUse
    {
        get
        {
            if (!File.Exists(Lock))
                return false;
            try
            {
                using var free = new FileStream(Lock, FileMode.Open, FileAccess.Read, FileShare.Read);
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    /// <summary>Deletes the files of an earlier run, and nothing else.</summary>
    public void Clear()
    {
        ClearResults();
        Delete([Recipe, .. Rest]);
    }

    /// <summary>Files that are rewritten before anything reads them.</summary>
    private string[] Rest =>
        [Log, Report, Events, In("loss.svg"), In("validation-psnr.svg"), In("psnr.svg"), In("ssim.svg"), In("grid.png")];

    /// <summary>Deletes the checkpoint first, so that it cannot be resumed with another recipe.</summary>
    private void ClearResults() => Delete([Checkpoint, Start, Metrics, Model]);

    private static void Delete(string[] files)
    {
        foreach (string file in files.Where(File.Exists))       // File.Delete throws if the folder is missing, as the checkpoint's may be
            File.Delete(file);
    }

    private bool IsRemains(string entry) => AtomicFile.IsTemporary(entry)
        || (entry == CheckpointFolder && Directory.Exists(entry)
        && Directory.EnumerateFileSystemEntries(entry).All(e => e == Lock || AtomicFile.IsTemporary(e)));

    /// <summary>Rejects a folder that is not empty, unless its run is resumed or replaced, and a folder without a run to resume.</summary>
    /// <exception cref="RunFolderException">The folder is not empty or is a file, or there is no run to resume.</exception>
    internal void RequireFree(bool resume, bool overwrite)
    {
        if (File.Exists(path))
            throw Error($"'{path}' is a file, but a run needs a folder. Choose a folder.", nameof(TrainOptions.Folder));
        if (resume && !File.Exists(Recipe))
        {
            string found = Directory.Exists(path) ? $"The folder '{path}' has no recipe.json" : $"The folder '{path}' does not exist";
            throw Error(
                $"{found}, so there is no run to resume. Give the folder of an earlier run, or start a new run without resuming.",
                nameof(TrainOptions.Folder), $"{nameof(TrainOptions.Resume)}=false");
        }

        if (!HasContents || overwrite)
            return;
        if (!resume)
        {
            throw Error(
                $"The folder '{path}' is not empty. Choose another folder, resume the run in it, or replace it.",
                nameof(TrainOptions.Folder), nameof(TrainOptions.Resume), nameof(TrainOptions.Overwrite));
        }

        if (!File.Exists(Checkpoint) && HadCheckpoint)
        {
            throw Error(
                $"The folder '{path}' has a trained model, but no checkpoint to resume from ({Checkpoint} is missing). " +
                "Replace the run, or choose another folder.",
                nameof(TrainOptions.Overwrite), nameof(TrainOptions.Folder));
        }
    }

    /// <summary>Rejects a folder in place of the event file.</summary>
    /// <exception cref="RunFolderException">The event file is a folder.</exception>
    internal void RequireEventFile()
    {
        if (Directory.Exists(Events))
            throw Error($"'{Events}' is a folder, but must be the event file for TensorBoard. Rename or remove it.");
    }

    /// <summary>Rejects resuming a run with fewer epochs than it has completed.</summary>
    /// <exception cref="RunFolderException">The run has completed more epochs.</exception>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    internal void RequireAtMost(int epochs)
    {
        int completed = File.Exists(Checkpoint) ? TrainingLoop.CompletedEpochs(Checkpoint) : 0;
        if (completed > epochs)
        {
            throw Error(
                $"The run in '{path}' has completed {completed} epochs, more than the {epochs} requested. " +
                $"Request at least {completed}.",
                nameof(Training.Recipe.Epochs));
        }
    }

    /// <summary>
    /// Whether a checkpoint was written before, so that a missing one was lost. A run killed before its first checkpoint has at most
    /// one epoch in its log and no metrics.
    /// </summary>
    private bool HadCheckpoint =>
        File.Exists(Metrics) || (File.Exists(Model) && (!File.Exists(Log) || File.ReadLines(Log).Skip(1).Count() > 1));

    /// <summary>Locks the folder until disposed: two runs that write the same checkpoint would corrupt each other.</summary>
    /// <param name="resumed">Whether there was a checkpoint when this run decided to resume.</param>
    /// <param name="overwrite">Whether an existing run may be replaced.</param>
    /// <exception cref="RunFolderException">Another run uses the folder, or has used it since that decision.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    internal IDisposable AcquireLock(bool resumed, bool overwrite)
    {
        FileStream held = Open();
        AtomicFile.RemoveAbandoned(path);
        AtomicFile.RemoveAbandoned(CheckpointFolder);
        if (overwrite || File.Exists(Checkpoint) == resumed)
            return held;
        held.Dispose();
        throw Error(
            $"Another run was started in '{path}' while this one was being prepared. Resume that run, or choose another folder.",
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
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            throw new RunFolderException($"Another run is in progress in '{path}'. Wait until it ends, or choose another folder.", e)
            {
                Options = [nameof(TrainOptions.Folder)],
            };
        }
    }

    /// <summary>Prepares the folder for a new run. An earlier run is deleted only now, when nothing can fail any more.</summary>
    internal void Begin(Recipe recipe, bool overwrite)
    {
        if (overwrite)
            ClearResults();
        Write(recipe);
        if (overwrite)
            Delete(Rest);
    }

    /// <summary>Replaces the recipe, for example to continue with more epochs.</summary>
    internal void Write(Recipe recipe)
    {
        byte[] json = Encoding.UTF8.GetBytes(recipe.ToJson());
        AtomicFile.Write(Recipe, stream => stream.Write(json));
    }

    private string CheckpointFolder => In("checkpoint");

    private string Lock => System.IO.Path.Combine(CheckpointFolder, "in-use");

    private string In(string name) => System.IO.Path.Combine(path, name);
}
