using ExplainGen.Kernels;

namespace ExplainGen.Tests.Kernels;

/// <summary>Rows are shared out by bands of the plane: all of them, each once, and in the order of memory within a part.</summary>
public sealed class RowRangeTests
{
    private const int MostParts = 9;

    public static TheoryData<int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int>();
            foreach (int blocks in new[] { 1, 3, 7 })
            {
                shapes.Add(blocks, 1);
                shapes.Add(blocks, 5);
            }

            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_row_comes_once_over_all_parts(int blocks, int rowsPerBlock)
    {
        for (int parts = 1; parts <= MostParts; parts++)
        {
            IEnumerable<int> rows = Parts(blocks, rowsPerBlock, parts).SelectMany(part => part);
            Assert.Equal(Enumerable.Range(0, blocks * rowsPerBlock), rows.Order());
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Rows_of_a_part_ascend(int blocks, int rowsPerBlock)
    {
        for (int parts = 1; parts <= MostParts; parts++)
            Assert.All(Parts(blocks, rowsPerBlock, parts), rows => Assert.Equal(rows.Order(), rows));
    }

    /// <summary>Sums that trace what is lost are added in this order.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void All_rows_come_in_the_order_of_memory(int blocks, int rowsPerBlock)
    {
        int rows = blocks * rowsPerBlock;
        Assert.Equal(Enumerable.Range(0, rows), Rows(new RowRange(blocks, rowsPerBlock, 0, rows)));
        var layout = new TensorLayout(blocks * TensorLayout.Lanes, height: rowsPerBlock, width: 2, haloHeight: 1);
        Assert.Equal(Enumerable.Range(0, rows), Rows(new RowRange(layout, 0, rows)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Units_count_all_blocks_of_a_plane_row_before_the_next_one(int blocks, int rowsPerBlock)
    {
        for (int unit = 0; unit < blocks * rowsPerBlock; unit++)
        {
            int row = unit % blocks * rowsPerBlock + unit / blocks;
            Assert.Equal([row], Rows(new RowRange(blocks, rowsPerBlock, unit, unit + 1)));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void An_empty_range_has_no_rows(int blocks, int rowsPerBlock)
    {
        for (int unit = 0; unit <= blocks * rowsPerBlock; unit++)
            Assert.Empty(Rows(new RowRange(blocks, rowsPerBlock, unit, unit)));
    }

    /// <summary>The rows of each part; some are empty where there are more parts than rows.</summary>
    private static List<int>[] Parts(int blocks, int rowsPerBlock, int parts)
    {
        int units = blocks * rowsPerBlock;
        return
        [
            .. Enumerable.Range(0, parts).Select(
                part => Rows(new RowRange(blocks, rowsPerBlock, units * part / parts, units * (part + 1) / parts))),
        ];
    }

    private static List<int> Rows(RowRange range)
    {
        var rows = new List<int>();
        foreach (int row in range)
            rows.Add(row);
        return rows;
    }
}
