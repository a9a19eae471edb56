using ExplainGen.TestKit.Oracle.Rules;

namespace ExplainGen.TestKit.Oracle.Operators;

/// <summary>The gated recurrent unit (Cho et al. 2014), as <c>torch.nn.GRU</c>; rows of the weights are those of r, z and n.</summary>
public sealed record Gru(RecurrentWeights? Ahead, RecurrentWeights? Back = null) : SequenceOperator(Ahead, Back)
{
    /// <summary>
    /// Whether r multiplies what the weights make of the state, <c>n = tanh(W x + b + r (U h' + b'))</c>, rather than the state itself,
    /// <c>n = tanh(W x + b + U (r h') + b')</c>.
    /// </summary>
    public bool ResetAfter { get; init; } = true;

    private protected override RecurrentCell Read(RecurrentWeights weights, double[][] tokens, SumRounding rounding) =>
        new Cell(weights, tokens, ResetAfter, rounding);

    private sealed class Cell : RecurrentCell
    {
        private readonly bool _after;
        private readonly double[][] _r, _z, _n, _sum, _h;

        public Cell(RecurrentWeights weights, double[][] tokens, bool after, SumRounding rounding)
            : base(weights, tokens)
        {
            _after = after;
            double[][] New() => [.. tokens.Select(_ => new double[Hidden])];
            (_r, _z, _n, _sum, _h) = (New(), New(), New(), New(), New());
            for (int t = 0; t < tokens.Length; t++)
            {
                for (int k = 0; k < Hidden; k++)
                {
                    _r[t][k] = rounding.Of(SpecialFunctions.Sigmoid(Gate(k, t, rounding)));
                    _z[t][k] = rounding.Of(SpecialFunctions.Sigmoid(Gate(Hidden + k, t, rounding)));
                }

                for (int k = 0; k < Hidden; k++)
                {
                    double z = _z[t][k], before = Before(_h, t)[k];
                    _sum[t][k] = Candidate(k, t, rounding);
                    _n[t][k] = rounding.Of(Math.Tanh(_sum[t][k]));
                    _h[t][k] = rounding.Of((1 - z) * _n[t][k] + z * before, Math.Abs((1 - z) * _n[t][k]) + Math.Abs(z * before));
                }
            }
        }

        public override double[][] States => _h;

        public override double[][] Slopes(double[][] ofStates)
        {
            double[][] ofTokens = NewTokens(), dh = Copy(ofStates);
            for (int t = Tokens.Length - 1; t >= 0; t--)
            {
                double[] before = Before(_h, t), ofBefore = new double[Hidden], dr = new double[Hidden];
                for (int k = 0; k < Hidden; k++)
                {
                    int row = 2 * Hidden + k;
                    ofBefore[k] += dh[t][k] * _z[t][k];
                    double dn = dh[t][k] * (1 - _z[t][k]) * (1 - _n[t][k] * _n[t][k]);
                    for (int j = 0; j < Weights.Features; j++)
                        ofTokens[t][j] += Weights.ToToken(row, j) * dn;
                    dr[k] += _after ? dn * Weights.OfState(row) : 0;
                    for (int j = 0; j < Hidden; j++)
                    {
                        double weight = Weights.ToState(row, j);
                        dr[_after ? k : j] += dn * weight * before[j];
                        ofBefore[j] += dn * weight * _r[t][_after ? k : j];
                    }
                }

                for (int k = 0; k < Hidden; k++)
                {
                    AddGate(k, dr[k] * _r[t][k] * (1 - _r[t][k]));
                    AddGate(Hidden + k, dh[t][k] * (before[k] - _n[t][k]) * _z[t][k] * (1 - _z[t][k]));
                }

                for (int j = 0; t > 0 && j < Hidden; j++)
                    dh[t - 1][j] += ofBefore[j];

                void AddGate(int row, double slope)
                {
                    for (int j = 0; j < Weights.Features; j++)
                        ofTokens[t][j] += Weights.ToToken(row, j) * slope;
                    for (int j = 0; j < Hidden; j++)
                        ofBefore[j] += Weights.ToState(row, j) * slope;
                }
            }

            return ofTokens;
        }

        public override double[][] Relevance(double[][] ofStates, EpsilonShares shares)
        {
            double[][] ofTokens = NewTokens(), ofState = Copy(ofStates);
            double stateUnit = shares.Unit(_h);
            double sumUnit = shares.Unit([.. _sum.Select((sums, t) => sums.Select((sum, k) => Denominator(t, k)).ToArray())]);
            for (int t = Tokens.Length - 1; t >= 0; t--)
            {
                for (int k = 0; k < Hidden; k++)
                {
                    // h = (1 - z) n + z h': by contribution, to n and to h'.
                    double quotient = shares.Quotient(ofState[t][k], _h[t][k], stateUnit);
                    if (t > 0)
                        ofState[t - 1][k] += _z[t][k] * _h[t - 1][k] * quotient;
                    double ofCandidate = (1 - _z[t][k]) * _n[t][k] * quotient;

                    // n = tanh of a sum of tokens, states and biases, with r a constant factor of the terms that it multiplies.
                    int row = 2 * Hidden + k;
                    double share = shares.Quotient(ofCandidate, Denominator(t, k), sumUnit);
                    shares.Absorb(share, Bias(t, k));
                    for (int j = 0; j < Weights.Features; j++)
                        ofTokens[t][j] += Weights.ToToken(row, j) * Tokens[t][j] * share;
                    for (int j = 0; t > 0 && j < Hidden; j++)
                        ofState[t - 1][j] += _r[t][_after ? k : j] * Weights.ToState(row, j) * _h[t - 1][j] * share;
                }
            }

            return ofTokens;

            double Denominator(int t, int k) => shares.IgnoresBias ? _sum[t][k] - Bias(t, k) : _sum[t][k];
        }

        /// <summary>What the biases add to the sum in the candidate.</summary>
        private double Bias(int t, int k) =>
            Weights.OfInput(2 * Hidden + k) + (_after ? _r[t][k] : 1) * Weights.OfState(2 * Hidden + k);

        private double Gate(int row, int t, SumRounding rounding)
        {
            double sum = Weights.OfInput(row) + Weights.OfState(row);
            double terms = Math.Abs(Weights.OfInput(row)) + Math.Abs(Weights.OfState(row));
            for (int j = 0; j < Weights.Features; j++)
                Add(Weights.ToToken(row, j) * Tokens[t][j]);
            for (int j = 0; j < Hidden; j++)
                Add(Weights.ToState(row, j) * Before(_h, t)[j]);
            return rounding.Of(sum, terms);

            void Add(double term)
            {
                sum += term;
                terms += Math.Abs(term);
            }
        }

        private double Candidate(int k, int t, SumRounding rounding)
        {
            int row = 2 * Hidden + k;
            double sum = Bias(t, k);
            double terms = Math.Abs(Weights.OfInput(row)) + Math.Abs(Weights.OfState(row));
            for (int j = 0; j < Weights.Features; j++)
                Add(Weights.ToToken(row, j) * Tokens[t][j]);
            for (int j = 0; j < Hidden; j++)
                Add(_r[t][_after ? k : j] * Weights.ToState(row, j) * Before(_h, t)[j]);
            return rounding.Of(sum, terms);

            void Add(double term)
            {
                sum += term;
                terms += Math.Abs(term);
            }
        }
    }
}
