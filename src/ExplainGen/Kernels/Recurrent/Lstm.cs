using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// One direction of a long short-term memory (<c>torch.nn.LSTM</c>; Hochreiter and Schmidhuber, Neural Computation 9, 1997):
/// <c>c = f c' + i g</c> and <c>h = o tanh(c)</c> with i, f and o sigmoids, g the tanh of sums of products with the token and with h',
/// and biases. Rows of the weights are those of i, f, g and o.
/// </summary>
public sealed unsafe class Lstm : RecurrentLayer
{
    private const int Gates = 4;

    // Sections of the state; the gates' sums stand where their values will.
    private const int InputGate = 0, ForgetGate = 1, Proposal = Candidate, OutputGate = 3, Memory = 4, Sum = 5, Hidden = 6;

    // Sections of what relevance works in, and of what gradients do behind those of the gates.
    private const int Quotients = 0, MemoryRelevance = 1, Denominators = 2;
    private const int HiddenGradient = Gates, MemoryGradient = Gates + 1;

    /// <summary>Creates the layer.</summary>
    /// <param name="geometry">Its shape.</param>
    /// <exception cref="ArgumentException">The geometry is not one of a layer.</exception>
    public Lstm(RecurrentGeometry geometry)
        : base(geometry, Gates)
    {
    }

    private protected override int StateSections => Hidden + 1;

    private protected override int HiddenSection => Hidden;

    private protected override int RelevanceSections => Denominators + 1;

    private protected override int GradientSections => MemoryGradient + 1;

    private protected override int HiddenGradientSection => HiddenGradient;

    private protected override bool HasStateBias => false;

    private protected override void Read(RecurrentSections state, RecurrentFilter w, Workers workers)
    {
        Workers forStep = ForStep(workers, Gates);
        for (int step = 0; step < Geometry.Length; step++)
        {
            (int position, int before) = PositionsOf(step);
            forStep.Run(new ReadStep(state, w.States, position, before), Blocks);
        }
    }

    private protected override void Share(
        RecurrentSections state, RecurrentSections scratch, RecurrentFilter w, Stabilizer stabilizer, bool ignoreBias, Workers workers,
        QuotientLoss? loss)
    {
        ChannelVector? ignored = ignoreBias ? w.Bias : null, absorbed = ignoreBias ? null : w.Bias;
        Tensor sums = state.Tensor(Sum);
        if (ignored is not null)
        {
            sums = scratch.Tensor(Denominators);
            for (int block = 0; block < Blocks; block++)
            {
                V bias = RowEpilogues.Bias(ignored.Data, block);
                for (int position = 0; position < Geometry.Length; position++)
                    scratch.Store(state.Load(Sum, block, position) - bias, Denominators, block, position);
            }
        }

        Stabilizer ofMemory = QuotientMath.Resolve(stabilizer, state.Tensor(Memory)), ofSums = QuotientMath.Resolve(stabilizer, sums);
        Workers forStep = ForStep(workers, 1);
        for (int step = Geometry.Length - 1; step >= 0; step--)
        {
            (int position, int before) = PositionsOf(step);
            for (int block = 0; block < Blocks; block++)
            {
                // h = o tanh(c): all to c, which has some from the step behind as well.
                float* r = scratch.At(Quotients, block, position);
                if (step < Geometry.Length - 1)
                    (Vector512.Load(r) + scratch.Load(MemoryRelevance, block, position)).Store(r);

                // c = f c' + i g: by contribution, to c' and to g.
                Divide(state.At(Memory, block, position), r, block, ofMemory, null, loss);
                V quotient = Vector512.Load(r);
                if (before >= 0)
                {
                    V kept = state.Load(ForgetGate, block, position) * state.Load(Memory, block, before);
                    scratch.Store(kept * quotient, MemoryRelevance, block, before);
                }

                V added = state.Load(InputGate, block, position) * state.Load(Proposal, block, position);
                (added * quotient).Store(r);

                // g is the tanh of a sum: by contribution, to the token and to h'.
                float* bias = absorbed is null ? null : absorbed.Data + (nint)block * TensorLayout.Lanes;
                Divide(sums.Pixel(block, 0, 0, position), r, block, ofSums, bias, loss);
            }

            if (before >= 0)
                forStep.Run(new HandBackShares(w.States, scratch, Quotients, position, state, Hidden, before, before), Blocks);
        }
    }

    private protected override void Differentiate(RecurrentSections state, RecurrentSections scratch, RecurrentFilter w, Workers workers)
    {
        Workers forStep = ForStep(workers, Gates);
        for (int step = Geometry.Length - 1; step >= 0; step--)
        {
            (int position, int before) = PositionsOf(step);
            for (int block = 0; block < Blocks; block++)
            {
                V i = state.Load(InputGate, block, position), f = state.Load(ForgetGate, block, position);
                V g = state.Load(Proposal, block, position), o = state.Load(OutputGate, block, position);
                V tanh = GateFunctions.Tanh(state.Load(Memory, block, position)), dh = scratch.Load(HiddenGradient, block, position);
                V dc = dh * o * GateFunctions.TanhSlope(tanh);
                if (step < Geometry.Length - 1)
                    dc += scratch.Load(MemoryGradient, block, position);
                scratch.Store(dc * g * GateFunctions.SigmoidSlope(i), InputGate, block, position);
                V ofForget = dc * state.LoadOrZero(Memory, block, before) * GateFunctions.SigmoidSlope(f);
                scratch.Store(ofForget, ForgetGate, block, position);
                scratch.Store(dc * i * GateFunctions.TanhSlope(g), Proposal, block, position);
                scratch.Store(dh * tanh * GateFunctions.SigmoidSlope(o), OutputGate, block, position);
                if (before >= 0)
                    scratch.Store(dc * f, MemoryGradient, block, before);
            }

            if (before >= 0)
                forStep.Run(new HandBack(w.States, scratch, 0, Gates * Blocks, position, HiddenGradient, before), Blocks);
        }
    }

    /// <summary>Gates, memory and state of one step.</summary>
    private readonly struct ReadStep(RecurrentSections state, RecurrentMatrix weights, int position, int before) : IWork
    {
        public void Execute(int block)
        {
            V i = GateFunctions.Sigmoid(SumOf(InputGate, block)), f = GateFunctions.Sigmoid(SumOf(ForgetGate, block));
            V sum = SumOf(Proposal, block), g = GateFunctions.Tanh(sum), o = GateFunctions.Sigmoid(SumOf(OutputGate, block));
            V c = Vector512.MultiplyAddEstimate(f, state.LoadOrZero(Memory, block, before), i * g);
            state.Store(i, InputGate, block, position);
            state.Store(f, ForgetGate, block, position);
            state.Store(g, Proposal, block, position);
            state.Store(o, OutputGate, block, position);
            state.Store(c, Memory, block, position);
            state.Store(sum, Sum, block, position);
            state.Store(o * GateFunctions.Tanh(c), Hidden, block, position);
        }

        private V SumOf(int gate, int block)
        {
            V tokens = state.Load(gate, block, position);
            return before < 0
                ? tokens
                : weights.Multiply(tokens, block * Gates + gate, 0, state.At(Hidden, 0, before), state.Stride, state.Layout.Blocks);
        }
    }
}
