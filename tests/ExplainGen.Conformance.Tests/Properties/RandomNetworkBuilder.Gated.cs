using ExplainGen.TestKit.Oracle;
using ExplainGen.TestKit.Oracle.Operators;

namespace ExplainGen.Conformance.Tests.Properties;

/// <content>Blocks of transformers and of networks that weigh their channels: normalizations by statistics, products of values.</content>
internal sealed partial class RandomNetworkBuilder
{
    // Of three numbers or fewer little is left once they are normalized.
    private const int FewestNormalized = 4;

    private void AddGatedBlock()
    {
        switch (Between(0, _shape.Length == 1 ? 4 : 6))
        {
            case 0 or 1:
                AddStatistics();
                break;
            case 2:
                AddNormalizedResidual();
                break;
            case 3:
                AddGatedUnit();
                break;
            case 4:
                AddSquare();
                break;
            case 5:
                AddWeighedChannels();
                break;
            default:
                AddMask();
                break;
        }
    }

    private void AddStatistics()
    {
        // Of values all but one of which are zero, as behind a ReLU, a normalization leaves the sign, and of its slope rounding errors.
        Append(SameShape());
        int channels = _shape[0], positions = OracleTensor.CountOf(_shape) / channels;
        int[] groups = [.. Enumerable.Range(1, channels).Where(g => channels % g == 0 && channels / g * positions >= FewestNormalized)];
        OracleTensor? gain = Chance(0.8) ? Normal(0.4, channels).Map(v => (float)(1 + v)) : null;
        OracleTensor? bias = gain is not null && Chance(0.7) ? Normal(0.3, channels) : null;
        OracleTensor? groupBias = gain is null ? null : Normal(0.3, channels);
        OracleOperator?[] candidates =
        [
            channels < FewestNormalized ? null : new LayerNorm(gain, bias), channels < FewestNormalized ? null : new RmsNorm(gain),
            groups.Length == 0 ? null : new GroupNorm(groups[_random.Next(groups.Length)], gain, groupBias),
            positions < FewestNormalized ? null : new InstanceNorm(gain, groupBias),
            positions < FewestNormalized ? null : new InstanceNorm(),
        ];
        OracleOperator[] usable = [.. candidates.OfType<OracleOperator>()];
        OracleOperator layer = usable.Length == 0 ? new Identity() : usable[_random.Next(usable.Length)];
        Append(layer);

        // What is zero on average has no share of the average, nor of the sum that a pool may be shared by.
        if (layer is GroupNorm or InstanceNorm || Chance(0.3))
            Append(Activation());
    }

    // As in transformers: what is added to the trunk begins with a normalization.
    private void AddNormalizedResidual()
    {
        string trunk = _last;
        AddStatistics();
        Append(SameShape());
        Append(Activation());
        Append(SameShape());
        Append(new Add(), trunk, _last);
    }

    // Value and gate of one input: GLU with a gate within 0 and 1, others with any function.
    private void AddGatedUnit()
    {
        string trunk = _last;
        int[] shape = _shape;
        Append(SameShape());
        string value = _last;
        (_last, _shape) = (trunk, shape);
        Append(SameShape());
        Append(Between(0, 3) switch { 0 => new Silu(), 1 => new Gelu(), 2 => new Hardsigmoid(), _ => new Sigmoid() });
        Append(new Multiply(), Chance(0.5) ? [value, _last] : [_last, value]);
    }

    private void AddSquare()
    {
        Append(new Multiply(), _last, _last);
        AddStatistics();
    }

    // Squeeze and excitation: a gate a channel, as an image of one pixel or as a vector.
    private void AddWeighedChannels()
    {
        AddTrunk();
        string trunk = _last;
        int channels = _shape[0];
        Append(new GlobalAveragePool());
        if (Chance(0.5))
        {
            Append(new Flatten());
            Append(Dense(channels));
        }
        else
        {
            Append(Convolved(channels, sameSize: true));
        }

        Append(new Sigmoid());
        Append(new Multiply(), Chance(0.5) ? [trunk, _last] : [_last, trunk]);
    }

    // A gate a position, the same for all channels.
    private void AddMask()
    {
        AddTrunk();
        string trunk = _last;
        Append(Convolved(1, sameSize: true));
        Append(new Sigmoid());
        Append(new Multiply(), trunk, _last);
    }

    // A signal that nothing proves to be within 0 and 1.
    private void AddTrunk()
    {
        Append(SameShape());
        if (Chance(0.5))
            Append(new Relu());
    }
}
