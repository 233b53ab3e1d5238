using System.Buffers.Binary;
using System.Text;

namespace FinAut.Tests.Telemetry;

/// <summary>A field of a message in the wire format of Protocol Buffers.</summary>
/// <param name="Number">Its number in the message.</param>
/// <param name="Value">Its value, when it is a number.</param>
/// <param name="Bytes">Its bytes, when it is a text, a message or bytes.</param>
internal readonly record struct Field(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Its bytes as a text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Its bytes as hex.</summary>
    public string Hex => Convert.ToHexStringLower(Bytes.Span);
}

/// <summary>Reads what an exporter sends, without knowing the messages.</summary>
internal static class Protobuf
{
    /// <summary>The fields of a message.</summary>
    public static IReadOnlyList<Field> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<Field>();
        for (var at = 0; at < message.Length;)
        {
            var key = ReadVarint(message.Span, ref at);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    fields.Add(new Field(number, ReadVarint(message.Span, ref at), default));
                    break;
                case 1:
                    fields.Add(new Field(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default));
                    at += 8;
                    break;
                case 2:
                    var length = (int)ReadVarint(message.Span, ref at);
                    fields.Add(new Field(number, 0, message.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    fields.Add(new Field(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Not a wire type: {key & 7}.");
            }
        }

        return fields;
    }

    /// <summary>The messages that lie under a path of field numbers.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Under(ReadOnlyMemory<byte> message, params int[] path) => path is [var first, .. var rest]
        ? Read(message).Where(f => f.Number == first).SelectMany(f => Under(f.Bytes, rest))
        : [message];

    /// <summary>The text of a field, or empty.</summary>
    public static string Text(this IEnumerable<Field> fields, int number) => fields.Where(f => f.Number == number).Select(f => f.Text).FirstOrDefault("");

    /// <summary>Attributes of a message: names and values.</summary>
    public static IReadOnlyDictionary<string, string> Attributes(this IEnumerable<Field> fields, int number) =>
        fields.Where(f => f.Number == number).Select(f => Read(f.Bytes)).ToDictionary(
            pair => pair.Text(1),
            pair => pair.Where(f => f.Number == 2).SelectMany(f => Read(f.Bytes)).Select(v => v.Number == 1 ? v.Text : v.Value.ToString()).FirstOrDefault(""));

    private static ulong ReadVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
