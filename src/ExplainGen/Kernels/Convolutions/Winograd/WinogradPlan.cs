namespace ExplainGen.Kernels;

/// <summary>How a direction of a convolution is cut into Winograd tiles.</summary>
/// <param name="TilesHigh">Tiles along height.</param>
/// <param name="TilesWide">Tiles along width.</param>
/// <param name="OffsetHeight">The source row of the first tile's first tap.</param>
/// <param name="OffsetWidth">The source column of the first tile's first tap.</param>
/// <param name="TilesPerBlock">Tiles whose transforms are kept at a time.</param>
internal sealed record WinogradPlan(int TilesHigh, int TilesWide, int OffsetHeight, int OffsetWidth, int TilesPerBlock)
{
    private const int MostPerBlock = 48;

    /// <summary>Number of blocks of tiles.</summary>
    internal int TileBlocks => (TilesHigh * TilesWide - 1) / TilesPerBlock + 1;

    internal static WinogradPlan Create<TForm>(ConvolutionGather gather)
        where TForm : struct, IWinogradForm
    {
        int high = Tiles(gather.Height.Destination, TForm.Outputs), wide = Tiles(gather.Width.Destination, TForm.Outputs);
        return new WinogradPlan(high, wide, gather.Height.LowestOffset, gather.Width.LowestOffset, PerBlock(high * wide));
    }

    internal static int Tiles(int outputs, int perTile) => (outputs - 1) / perTile + 1;

    /// <summary>
    /// Tiles of a block, in blocks of about equal size: enough for the weights to be worth their way from memory, few enough for the
    /// transforms to stay near.
    /// </summary>
    private static int PerBlock(int tiles)
    {
        int blocks = (tiles - 1) / MostPerBlock + 1;
        return (tiles - 1) / blocks + 1;
    }
}
