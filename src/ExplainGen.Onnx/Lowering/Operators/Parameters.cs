using System.Collections.Immutable;
using ExplainGen.Graph;
using ExplainGen.Onnx.Constants;
using ExplainGen.Onnx.Folding;

namespace ExplainGen.Onnx.Lowering.Operators;

/// <summary>Constants that stand beside a value, element for element, such as the embedding of positions.</summary>
internal static class Parameters
{
    /// <summary>A constant as a layer whose axes stand in the file as those of a value.</summary>
    /// <param name="node">The node.</param>
    /// <param name="constant">The constant; axes of one element are repeated.</param>
    /// <param name="like">The value.</param>
    /// <param name="axes">The axes that the constant is to have in the file: those of the value, or with another size of one of them.</param>
    /// <returns>Null where the constant does not fit.</returns>
    internal static FlowValue? Beside(NodeContext node, ConstantTensor constant, FlowValue like, ImmutableArray<int> axes)
    {
        if (Elementwise.Broadcast(constant.Axes, axes) is not { } broadcast || !broadcast.SequenceEqual(axes))
            return null;
        node.Budget.Take(2L * ConstantFolding.Count(node, axes));
        ConstantTensor whole = constant.Picked(axes, place => Elementwise.PlaceIn(constant.Axes, axes, place));

        // The layer's axes, of which the file may have some elsewhere and some not at all.
        int[] from = [.. Enumerable.Range(0, like.Shape.Rank).Select(axis => like.Order.IndexOf(axis))];
        int[] sizes = [.. from.Select(axis => axis < 0 ? 1 : axes[axis])];
        ConstantTensor arranged = whole.Picked([.. sizes], place =>
        {
            var index = new int[axes.Length];
            for (int axis = sizes.Length - 1; axis >= 0; place /= sizes[axis--])
            {
                if (from[axis] >= 0)
                    index[from[axis]] = place % sizes[axis];
            }

            return index.Zip(axes).Aggregate(0, (at, pair) => at * pair.Second + pair.First);
        });
        FlowValue layer = node.AddLayer(
            "", "Parameter", [Argument.List("Shape", sizes.Select(size => (double)size))], [],
            new LayerWeights("weight", [.. sizes], [.. arranged.Reals]));
        return layer with { Order = like.Order };
    }
}
