namespace ExplainGen.Kernels;

/// <summary>How a direction of a convolution is cut into Winograd tiles.</summary>
/// <param name="TilesHigh">Tiles along height.</param>
/// <param name="TilesWide">Tiles along width.</param>
/// <param name="OffsetHeight">The source row of the first tile's first tap.</param>
/// <param name="OffsetWidth">The source column of the first tile's first tap.</param>
/// <param name="TilesPerBlock">Tiles whose transforms are kept at a time.</param>
internal sealed record WinogradPlan(int TilesHigh, int TilesWide, int OffsetHeight, int OffsetWidth, int TilesPerBlock)
{
    /// <summary>Number of blocks of tiles.</summary>
    internal int TileBlocks => (TilesHigh * TilesWide - 1) / TilesPerBlock + 1;

    internal static WinogradPlan Create<TForm>(ConvolutionGather gather)
        where TForm : struct, IWinogradForm
    {
        int high = Tiles(gather.Height.Destination, TForm.Outputs), wide = Tiles(gather.Width.Destination, TForm.Outputs);
        return new WinogradPlan(high, wide, gather.Height.LowestOffset, gather.Width.LowestOffset, PerBlock(high * wide, gather, TForm.Outputs));
    }

    internal static int Tiles(int outputs, int perTile) => (outputs - 1) / perTile + 1;

    /// <summary>Tiles of a block: as many blocks as the second cache asks for, of about equal size.</summary>
    private static int PerBlock(int tiles, ConvolutionGather gather, int outputs)
    {
        int most = int.Parse(Environment.GetEnvironmentVariable("TPB") ?? "48");
        int blocks = (tiles - 1) / most + 1;
        return (tiles - 1) / blocks + 1;
    }
}
