namespace Hush.Learning.Onnx;

/// <summary>Element types of ONNX tensors, with their numbers in files.</summary>
internal static class OnnxType
{
    public const int Float = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, String = 8, Bool = 9, Float16 = 10,
        Double = 11, UInt32 = 12, UInt64 = 13, BFloat16 = 16;

    private static readonly string[] s_names =
    [
        "undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "double", "uint32",
        "uint64", "complex64", "complex128", "bfloat16",
    ];

    /// <summary>Bytes per element, or 0 if Hush does not read the type.</summary>
    public static int SizeOf(int type) => type switch
    {
        UInt8 or Int8 or Bool => 1,
        UInt16 or Int16 or Float16 or BFloat16 => 2,
        Float or Int32 or UInt32 => 4,
        Int64 or Double or UInt64 => 8,
        _ => 0,
    };

    public static bool IsFloat(int type) => type is Float or Float16 or BFloat16 or Double;

    public static string NameOf(int type) => type >= 0 && type < s_names.Length ? s_names[type] : $"type {type}";
}
