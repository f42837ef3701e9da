using System.Diagnostics;
using Hush.Learning.Plans.Memory;
using Hush.Learning.Plans.Scheduling;

namespace Hush.Learning.Plans.Execution;

/// <summary>Copies images into and out of a plan.</summary>
internal interface IPlanIO
{
    /// <summary>Copies an image into the network's input.</summary>
    void Load(ImageSlot image);

    /// <summary>Uses the estimate of an image: stores it, or computes its loss and gradient.</summary>
    void Finish(ImageSlot image);
}

/// <summary>Executes the operations of a plan on images, a few at a time.</summary>
/// <param name="io">Loads images and uses their estimates.</param>
internal sealed class Executor(IPlanIO io)
{
    /// <summary>For profiling: called on the worker thread after each operation with its duration in ticks of <see
    /// cref="Stopwatch"/>.</summary>
    public Action<Operation, long>? OperationDone { get; set; }

    /// <summary>Takes images through a sequence of segments. The result does not depend on how images are grouped.</summary>
    /// <param name="segments">The segments, in order.</param>
    /// <param name="first">The first image.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="chunk">The chunk of the batch that contains the images; not used in inference.</param>
    /// <param name="worker">Index of the worker thread.</param>
    /// <param name="gradientDone">Called when a step has added the weight gradients of all images.</param>
    public void Run(
        Segment[] segments, ImageSlot first, int images, int chunk, int worker, Action<IFilterStep, int>? gradientDone = null)
    {
        foreach (Segment segment in segments)
            Run(segment, first, images, chunk, worker, gradientDone);
    }

    private void Run(
        in Segment segment, ImageSlot first, int images, int chunk, int worker, Action<IFilterStep, int>? gradientDone)
    {
        for (int i = 0; i < images; i += segment.Images)
        {
            foreach (Operation operation in segment.Operations)
            {
                long start = OperationDone is null ? 0 : Stopwatch.GetTimestamp();
                Perform(operation, first + i, Math.Min(segment.Images, images - i), chunk, worker);
                OperationDone?.Invoke(operation, Stopwatch.GetTimestamp() - start);
                if (i + segment.Images >= images && operation is { Kind: OperationKind.Backward, Step: IFilterStep step })
                    gradientDone?.Invoke(step, worker);
            }
        }
    }

    private void Perform(in Operation operation, ImageSlot image, int images, int chunk, int worker)
    {
        switch (operation)
        {
            case { Kind: OperationKind.Forward, Step: IFilterStep step }:
                step.ForwardImages(image, images, worker);
                break;
            case { Kind: OperationKind.Backward, Step: IFilterStep step }:
                step.BackwardImages(image, images, chunk, worker);
                break;
            default:
                for (int i = 0; i < images; i++)
                    Perform(operation, image + i, chunk, worker);
                break;
        }
    }

    private void Perform(in Operation operation, ImageSlot image, int chunk, int worker)
    {
        switch (operation.Kind)
        {
            case OperationKind.Load:
                io.Load(image);
                break;
            case OperationKind.Forward:
                operation.Step!.Forward(image, 0, operation.Step.Rows, worker);
                break;
            case OperationKind.AccumulateForward:
                operation.BatchStep!.AccumulateForward(image, chunk);
                break;
            case OperationKind.Finish:
                io.Finish(image);
                break;
            case OperationKind.AccumulateBackward:
                operation.BatchStep!.AccumulateBackward(image, chunk);
                break;
            default:
                operation.Step!.Backward(image, chunk, worker);
                break;
        }
    }
}
