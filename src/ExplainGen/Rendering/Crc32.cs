namespace ExplainGen.Rendering;

/// <summary>The cyclic redundancy check of PNG chunks: ISO 3309, reflected polynomial 0xEDB88320.</summary>
internal struct Crc32
{
    private static readonly uint[] Table = CreateTable();

    private uint _state;

    /// <summary>The check of everything appended so far; 0 when nothing was.</summary>
    public readonly uint Value => _state;

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = ~_state;
        foreach (byte value in bytes)
        {
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
        }

        _state = ~state;
    }

    private static uint[] CreateTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint entry = i;
            for (int bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) == 0 ? entry >> 1 : 0xEDB88320u ^ (entry >> 1);
            }

            table[i] = entry;
        }

        return table;
    }
}
