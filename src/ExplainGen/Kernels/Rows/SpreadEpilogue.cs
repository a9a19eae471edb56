using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>Copies sums that stand for groups of channels to every channel of the group.</summary>
/// <param name="target">The tensor to write, of <paramref name="channelsPerGroup"/> channels for each sum.</param>
/// <param name="groupOfLane">For each lane of the target the lane its group has in its block of groups; -1 for padding.</param>
/// <param name="channelsPerGroup">Channels of a group; 16 groups fill as many whole blocks.</param>
/// <param name="accumulate">Whether to add to the target.</param>
internal readonly unsafe struct SpreadEpilogue(in Tensor target, int* groupOfLane, int channelsPerGroup, bool accumulate) : IRowEpilogue
{
    private readonly Tensor _target = target;
    private readonly int* _groupOfLane = groupOfLane;
    private readonly int _channelsPerGroup = channelsPerGroup;
    private readonly bool _accumulate = accumulate;

    public void Run(float* acc, float* destination, int row, int start, int count)
    {
        TensorLayout layout = _target.Layout;
        int groupBlock = row / layout.RowsPerBlock;
        int inBlock = row - groupBlock * layout.RowsPerBlock;
        bool single = _channelsPerGroup == layout.Channels;
        int end = (int)Math.Min(layout.Blocks, (groupBlock + 1L) * _channelsPerGroup);
        for (int block = groupBlock * _channelsPerGroup; block < end; block++)
        {
            Vector512<int> group = Vector512.Load(_groupOfLane + (nint)block * TensorLayout.Lanes);
            Vector512<float> exists = LaneMask.First(layout.LanesOf(block));
            float* to = _target.Row(block * layout.RowsPerBlock + inBlock) + (nint)start * TensorLayout.Lanes;
            for (int i = 0; i < count * TensorLayout.Lanes; i += TensorLayout.Lanes)
            {
                // A single group is in lane 0, which few processors shuffle as fast as they broadcast.
                Vector512<float> value = single
                    ? Vector512.Create(acc[i]) & exists
                    : Vector512.Shuffle(Vector512.Load(acc + i), group);
                if (_accumulate)
                    value += Vector512.Load(to + i);
                value.Store(to + i);
            }
        }
    }
}
