using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>
/// Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), as <c>torch.nn.LSTM</c>; rows of
/// the weights are those of i, f, g and o.
/// </summary>
public sealed record Lstm(RecurrentWeights? Ahead, RecurrentWeights? Back = null) : SequenceOperator(Ahead, Back)
{
    private protected override RecurrentCell Read(RecurrentWeights weights, double[][] tokens, SumRounding rounding) =>
        new Cell(weights, tokens, rounding);

    private sealed class Cell : RecurrentCell
    {
        private readonly double[][] _i, _f, _g, _o, _z, _c, _h;

        public Cell(RecurrentWeights weights, double[][] tokens, SumRounding rounding)
            : base(weights, tokens)
        {
            double[][] New() => [.. tokens.Select(_ => new double[Hidden])];
            (_i, _f, _g, _o, _z, _c, _h) = (New(), New(), New(), New(), New(), New(), New());
            for (int t = 0; t < tokens.Length; t++)
            {
                for (int k = 0; k < Hidden; k++)
                {
                    _i[t][k] = rounding.Of(SpecialFunctions.Sigmoid(Sum(0 * Hidden + k, t, rounding)));
                    _f[t][k] = rounding.Of(SpecialFunctions.Sigmoid(Sum(1 * Hidden + k, t, rounding)));
                    _z[t][k] = Sum(2 * Hidden + k, t, rounding);
                    _g[t][k] = rounding.Of(Math.Tanh(_z[t][k]));
                    _o[t][k] = rounding.Of(SpecialFunctions.Sigmoid(Sum(3 * Hidden + k, t, rounding)));
                    double kept = _f[t][k] * Before(_c, t)[k], added = _i[t][k] * _g[t][k];
                    _c[t][k] = rounding.Of(kept + added, Math.Abs(kept) + Math.Abs(added));
                    _h[t][k] = rounding.Of(_o[t][k] * Math.Tanh(_c[t][k]));
                }
            }
        }

        public override double[][] States => _h;

        public override double[][] Slopes(double[][] ofStates)
        {
            double[][] ofTokens = NewTokens(), dh = Copy(ofStates);
            var dc = new double[Hidden];
            for (int t = Tokens.Length - 1; t >= 0; t--)
            {
                var da = new double[4 * Hidden];
                for (int k = 0; k < Hidden; k++)
                {
                    double tanh = Math.Tanh(_c[t][k]);
                    dc[k] += dh[t][k] * _o[t][k] * (1 - tanh * tanh);
                    da[0 * Hidden + k] = dc[k] * _g[t][k] * _i[t][k] * (1 - _i[t][k]);
                    da[1 * Hidden + k] = dc[k] * Before(_c, t)[k] * _f[t][k] * (1 - _f[t][k]);
                    da[2 * Hidden + k] = dc[k] * _i[t][k] * (1 - _g[t][k] * _g[t][k]);
                    da[3 * Hidden + k] = dh[t][k] * tanh * _o[t][k] * (1 - _o[t][k]);
                    dc[k] *= _f[t][k];
                }

                for (int row = 0; row < da.Length; row++)
                {
                    for (int j = 0; j < Weights.Features; j++)
                        ofTokens[t][j] += Weights.ToToken(row, j) * da[row];
                    for (int j = 0; t > 0 && j < Hidden; j++)
                        dh[t - 1][j] += Weights.ToState(row, j) * da[row];
                }
            }

            return ofTokens;
        }

        public override double[][] Relevance(double[][] ofStates, EpsilonShares shares)
        {
            double[][] ofTokens = NewTokens(), ofState = Copy(ofStates);
            double[] ofMemory = new double[Hidden];
            double memoryUnit = shares.Unit(_c), sumUnit = shares.Unit([.. _z.Select(z => z.Select(Denominator).ToArray())]);
            for (int t = Tokens.Length - 1; t >= 0; t--)
            {
                for (int k = 0; k < Hidden; k++)
                {
                    // h = o tanh(c): all to c. c = f c' + i g: by contribution, to c' and to g.
                    double quotient = shares.Quotient(ofState[t][k] + ofMemory[k], _c[t][k], memoryUnit);
                    ofMemory[k] = _f[t][k] * Before(_c, t)[k] * quotient;
                    double ofCandidate = _i[t][k] * _g[t][k] * quotient;

                    // g = tanh(z), z = W x + U h' + b: by contribution.
                    int row = 2 * Hidden + k;
                    double share = shares.Quotient(ofCandidate, Denominator(_z[t][k], k), sumUnit);
                    shares.Absorb(share, Weights.Bias(row));
                    for (int j = 0; j < Weights.Features; j++)
                        ofTokens[t][j] += Weights.ToToken(row, j) * Tokens[t][j] * share;
                    for (int j = 0; t > 0 && j < Hidden; j++)
                        ofState[t - 1][j] += Weights.ToState(row, j) * _h[t - 1][j] * share;
                }
            }

            return ofTokens;

            double Denominator(double z, int k) => shares.IgnoresBias ? z - Weights.Bias(2 * Hidden + k) : z;
        }

        /// <summary>W x + U h' + b of a row.</summary>
        private double Sum(int row, int t, SumRounding rounding)
        {
            double sum = Weights.OfInput(row) + Weights.OfState(row);
            double terms = Math.Abs(Weights.OfInput(row)) + Math.Abs(Weights.OfState(row));
            for (int j = 0; j < Weights.Features; j++)
            {
                sum += Weights.ToToken(row, j) * Tokens[t][j];
                terms += Math.Abs(Weights.ToToken(row, j) * Tokens[t][j]);
            }

            for (int j = 0; j < Hidden; j++)
            {
                sum += Weights.ToState(row, j) * Before(_h, t)[j];
                terms += Math.Abs(Weights.ToState(row, j) * Before(_h, t)[j]);
            }

            return rounding.Of(sum, terms);
        }
    }
}
