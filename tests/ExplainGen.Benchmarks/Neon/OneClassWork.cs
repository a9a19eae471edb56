using ExplainGen.Kernels;

namespace ExplainGen.Benchmarks.Neon;

/// <summary>Scores or explains all inputs, group by group on the threads there are.</summary>
internal readonly unsafe struct OneClassWork : IWork
{
    private readonly GaussianOneClass _machine;
    private readonly float[] _inputs, _scores;
    private readonly float[]? _relevance;
    private readonly int _group;

    /// <summary>Work on rows of inputs.</summary>
    /// <param name="relevance">Where it goes; null scores only.</param>
    /// <param name="group">Inputs of a group.</param>
    internal OneClassWork(GaussianOneClass machine, float[] inputs, float[] scores, float[]? relevance, int group) =>
        (_machine, _inputs, _scores, _relevance, _group) = (machine, inputs, scores, relevance, group);

    /// <summary>Number of groups.</summary>
    internal int Parts => (_scores.Length - 1) / _group + 1;

    public void Execute(int part)
    {
        int features = _machine.Points.Features, first = part * _group, inputs = Math.Min(_group, _scores.Length - first);
        int stride = inputs == 1 ? 1 : (inputs + 3) / 4 * 4;
        float* x = ThreadScratch.Get(features * stride + stride + _machine.ExplainScratch(inputs));
        float* scratch = x + features * stride, slack = scratch + _machine.ExplainScratch(inputs);
        for (int i = 0; i < features; i++)
        {
            for (int input = 0; input < inputs; input++)
                x[i * stride + input] = _inputs[(first + input) * features + i];
        }

        fixed (float* scores = &_scores[first])
        {
            if (_relevance is null)
            {
                _machine.Score(x, stride, inputs, scores, scratch);
                return;
            }

            fixed (float* relevance = &_relevance[first * features])
                _machine.Explain(x, stride, inputs, scores, relevance, slack, scratch);
        }
    }
}
