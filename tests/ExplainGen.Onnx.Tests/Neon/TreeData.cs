namespace ExplainGen.Onnx.Tests.Neon;

/// <summary>Random trees, as attributes of the operators of tree ensembles.</summary>
internal sealed class TreeData
{
    private readonly Random _random;
    private readonly int _features;
    private readonly string[] _modes;
    private readonly List<long> _trees = [], _nodes = [], _looks = [], _whenTrue = [], _whenFalse = [];
    private readonly List<string> _kinds = [];
    private readonly List<float> _values = [];
    private readonly List<long> _leafTrees = [], _leafNodes = [], _leafOutputs = [];
    private readonly List<float> _weights = [];

    /// <summary>Grows trees.</summary>
    /// <param name="seed">The same seed grows the same trees.</param>
    /// <param name="features">Features of an input.</param>
    /// <param name="trees">How many trees.</param>
    /// <param name="depth">Splits on the longest way.</param>
    /// <param name="outputs">What leaves have weights of; tree by tree where <paramref name="isBoosted"/>.</param>
    /// <param name="isBoosted">Whether each tree is for one output alone.</param>
    /// <param name="low">The least weight; below 0 weights are of both signs.</param>
    /// <param name="modes">The comparisons, taken by turns.</param>
    public TreeData(int seed, int features, int trees, int depth, int outputs, bool isBoosted, float low, params string[] modes)
    {
        _random = new Random(seed);
        (_features, _modes) = (features, modes);
        for (int tree = 0; tree < trees; tree++)
            Grow(tree, depth, outputs: isBoosted ? [tree % outputs] : [.. Enumerable.Range(0, outputs)], low);
    }

    /// <summary>How many leaves have weights, each with its outputs.</summary>
    public int Leaves => _weights.Count;

    /// <summary>As attributes.</summary>
    /// <param name="prefix">What those of leaves begin with: <c>class</c> or <c>target</c>.</param>
    public (string Name, object Value)[] Attributes(string prefix) =>
    [
        ("nodes_treeids", _trees.ToArray()), ("nodes_nodeids", _nodes.ToArray()), ("nodes_featureids", _looks.ToArray()),
        ("nodes_modes", _kinds.ToArray()), ("nodes_values", _values.ToArray()), ("nodes_truenodeids", _whenTrue.ToArray()),
        ("nodes_falsenodeids", _whenFalse.ToArray()), ("nodes_hitrates", Enumerable.Repeat(1f, _nodes.Count).ToArray()),
        ($"{prefix}_treeids", _leafTrees.ToArray()), ($"{prefix}_nodeids", _leafNodes.ToArray()), ($"{prefix}_ids", _leafOutputs.ToArray()),
        ($"{prefix}_weights", _weights.ToArray()),
    ];

    private void Grow(int tree, int depth, int[] outputs, float low)
    {
        long next = 0;
        Add(depth);

        long Add(int left)
        {
            long own = next++;
            int place = _nodes.Count;
            _trees.Add(tree);
            _nodes.Add(own);
            bool isLeaf = left == 0 || (left < depth && _random.Next(5) == 0);
            _looks.Add(isLeaf ? 0 : _random.Next(_features));
            _kinds.Add(isLeaf ? "LEAF" : _modes[place % _modes.Length]);

            // Of a few, so that inputs stand on thresholds often.
            _values.Add(isLeaf ? 0 : _random.Next(-4, 5) / 4f);
            _whenTrue.Add(0);
            _whenFalse.Add(0);
            if (isLeaf)
            {
                foreach (int output in outputs)
                {
                    _leafTrees.Add(tree);
                    _leafNodes.Add(own);
                    _leafOutputs.Add(output);
                    _weights.Add(low + (1 - low) * _random.NextSingle());
                }

                return own;
            }

            _whenTrue[place] = Add(left - 1);
            _whenFalse[place] = Add(left - 1);
            return own;
        }
    }
}
