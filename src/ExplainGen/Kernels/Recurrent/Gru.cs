using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<float>;

namespace ExplainGen.Kernels;

/// <summary>
/// One direction of a gated recurrent unit (<c>torch.nn.GRU</c>; Cho et al., EMNLP 2014): <c>h = (1 - z) n + z h'</c> with r and z
/// sigmoids of sums of products with the token and with h', and biases. The reset gate r multiplies what the weights make of the state,
/// <c>n = tanh(W x + b + r (U h' + b'))</c>, or the state itself, <c>n = tanh(W x + b + U (r h') + b')</c>. Rows of the weights are
/// those of r, z and n.
/// </summary>
public sealed unsafe class Gru : RecurrentLayer
{
    private const int Gates = 3;

    // Sections of the state; the gates' sums stand where their values will. The last is U h' + b' or r h'.
    private const int ResetGate = 0, UpdateGate = 1, Proposal = Candidate, Sum = 3, Hidden = 4, Part = 5;

    // Sections of what relevance works in, and of what gradients do behind those of the gates.
    private const int Quotients = 0, ResetQuotients = 1, Denominators = 2;
    private const int PartGradient = Gates, HiddenGradient = Gates + 1;

    private readonly bool _resetAfter;

    /// <summary>Creates the layer.</summary>
    /// <param name="geometry">Its shape.</param>
    /// <param name="resetAfter">Whether the reset gate multiplies what the weights make of the state, rather than the state.</param>
    /// <exception cref="ArgumentException">The geometry is not one of a layer.</exception>
    public Gru(RecurrentGeometry geometry, bool resetAfter = true)
        : base(geometry, Gates) => _resetAfter = resetAfter;

    private protected override int StateSections => Part + 1;

    private protected override int HiddenSection => Hidden;

    private protected override int RelevanceSections => Denominators + 1;

    private protected override int GradientSections => HiddenGradient + 1;

    private protected override int HiddenGradientSection => HiddenGradient;

    private protected override bool HasStateBias => _resetAfter;

    private protected override void Read(RecurrentSections state, RecurrentFilter w, Workers workers)
    {
        Workers forGates = ForStep(workers, _resetAfter ? Gates : 2), forPart = ForStep(workers, 1);
        for (int step = 0; step < Geometry.Length; step++)
        {
            (int position, int before) = PositionsOf(step);
            if (_resetAfter)
            {
                forGates.Run(new ReadAfterStep(state, w, position, before), Blocks);
                continue;
            }

            // What multiplies r h' needs all of it.
            forGates.Run(new ReadGatesStep(state, w.States, position, before), Blocks);
            forPart.Run(new ReadBeforeStep(state, w.States, position, before), Blocks);
        }
    }

    private protected override void Share(
        RecurrentSections state, RecurrentSections scratch, RecurrentFilter w, Stabilizer stabilizer, bool ignoreBias, Workers workers,
        QuotientLoss? loss)
    {
        float* biases = stackalloc float[TensorLayout.Lanes];
        bool hasBias = w.Bias is not null;
        Tensor sums = state.Tensor(Sum);
        if (ignoreBias && hasBias)
        {
            sums = scratch.Tensor(Denominators);
            for (int block = 0; block < Blocks; block++)
            {
                for (int position = 0; position < Geometry.Length; position++)
                    scratch.Store(state.Load(Sum, block, position) - BiasOf(state, w, block, position), Denominators, block, position);
            }
        }

        Stabilizer ofStates = QuotientMath.Resolve(stabilizer, state.Tensor(Hidden)), ofSums = QuotientMath.Resolve(stabilizer, sums);
        Workers forStep = ForStep(workers, 1);
        for (int step = Geometry.Length - 1; step >= 0; step--)
        {
            (int position, int before) = PositionsOf(step);
            for (int block = 0; block < Blocks; block++)
            {
                // h = (1 - z) n + z h': by contribution, to h' and to n.
                float* r = scratch.At(Quotients, block, position);
                Divide(state.At(Hidden, block, position), r, block, ofStates, null, loss);
                V quotient = Vector512.Load(r), z = state.Load(UpdateGate, block, position);
                if (before >= 0)
                {
                    V kept = z * state.Load(Hidden, block, before) * quotient;
                    scratch.Store(scratch.Load(Quotients, block, before) + kept, Quotients, block, before);
                }

                ((V.One - z) * state.Load(Proposal, block, position) * quotient).Store(r);

                // n is the tanh of a sum: by contribution, to the token and to h', with r a constant factor.
                bool absorbs = hasBias && !ignoreBias;
                if (absorbs)
                    BiasOf(state, w, block, position).Store(biases);
                Divide(sums.Pixel(block, 0, 0, position), r, block, ofSums, absorbs ? biases : null, loss);
                if (_resetAfter)
                    scratch.Store(Vector512.Load(r) * state.Load(ResetGate, block, position), ResetQuotients, block, position);
            }

            if (before < 0)
                continue;
            forStep.Run(
                _resetAfter
                    ? new HandBackShares(w.States, scratch, ResetQuotients, position, state, Hidden, before, before)
                    : new HandBackShares(w.States, scratch, Quotients, position, state, Part, position, before),
                Blocks);
        }
    }

    private protected override void Differentiate(RecurrentSections state, RecurrentSections scratch, RecurrentFilter w, Workers workers)
    {
        Workers forStep = ForStep(workers, _resetAfter ? Gates : 2), forPart = ForStep(workers, 1);
        for (int step = Geometry.Length - 1; step >= 0; step--)
        {
            (int position, int before) = PositionsOf(step);
            for (int block = 0; block < Blocks; block++)
                DifferentiateGates(state, scratch, block, position, before);
            if (before < 0)
                continue;
            if (!_resetAfter)
                forPart.Run(new DifferentiateResetStep(state, scratch, w.States, position, before), Blocks);
            forStep.Run(new HandBackGates(scratch, w.States, _resetAfter, position, before), Blocks);
        }
    }

    /// <summary>What the biases add to the candidate's sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V BiasOf(RecurrentSections state, RecurrentFilter w, int block, int position)
    {
        V bias = RowEpilogues.Bias(w.Bias!.Data, block);
        return w.StateBias is null
            ? bias
            : bias + state.Load(ResetGate, block, position) * RowEpilogues.Bias(w.StateBias.Data, block);
    }

    /// <summary>The gradients of the gates' sums, but that of the reset gate where it multiplies the state.</summary>
    private void DifferentiateGates(RecurrentSections state, RecurrentSections scratch, int block, int position, int before)
    {
        V r = state.Load(ResetGate, block, position), z = state.Load(UpdateGate, block, position);
        V n = state.Load(Proposal, block, position), h = state.LoadOrZero(Hidden, block, before);
        V dh = scratch.Load(HiddenGradient, block, position), dn = dh * (V.One - z) * GateFunctions.TanhSlope(n);
        V part = _resetAfter ? state.Load(Part, block, position) : V.Zero;
        scratch.Store(dn * part * GateFunctions.SigmoidSlope(r), ResetGate, block, position);
        scratch.Store(dh * (h - n) * GateFunctions.SigmoidSlope(z), UpdateGate, block, position);
        scratch.Store(dn, Proposal, block, position);
        scratch.Store(dn * r, PartGradient, block, position);
        if (before >= 0)
            scratch.Store(scratch.Load(HiddenGradient, block, before) + dh * z, HiddenGradient, block, before);
    }

    /// <summary>The sums of a gate's products, with the token's in it already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V SumOf(in RecurrentSections state, RecurrentMatrix weights, int gate, int block, int position, int before)
    {
        V tokens = state.Load(gate, block, position);
        return before < 0 ? tokens : Multiply(state, weights, tokens, gate, block, Hidden, before);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Multiply(in RecurrentSections state, RecurrentMatrix weights, V sum, int gate, int block, int section, int position) =>
        weights.Multiply(sum, block * Gates + gate, 0, state.At(section, 0, position), state.Stride, state.Layout.Blocks);

    private static void StoreState(in RecurrentSections state, V z, V sum, int block, int position, int before)
    {
        V n = GateFunctions.Tanh(sum);
        state.Store(sum, Sum, block, position);
        state.Store(n, Proposal, block, position);
        V added = (V.One - z) * n;
        state.Store(
            Vector512.MultiplyAddEstimate(z, state.LoadOrZero(Hidden, block, before), added), Hidden, block, position);
    }

    /// <summary>Gates and state of one step, with the reset gate behind the weights.</summary>
    private readonly struct ReadAfterStep(RecurrentSections state, RecurrentFilter w, int position, int before) : IWork
    {
        public void Execute(int block)
        {
            V r = GateFunctions.Sigmoid(SumOf(state, w.States, ResetGate, block, position, before));
            V z = GateFunctions.Sigmoid(SumOf(state, w.States, UpdateGate, block, position, before));
            V part = RowEpilogues.Bias(w.StateBias is null ? null : w.StateBias.Data, block);
            if (before >= 0)
                part = Multiply(state, w.States, part, Proposal, block, Hidden, before);
            V sum = Vector512.MultiplyAddEstimate(r, part, state.Load(Proposal, block, position));
            state.Store(r, ResetGate, block, position);
            state.Store(z, UpdateGate, block, position);
            state.Store(part, Part, block, position);
            StoreState(state, z, sum, block, position, before);
        }
    }

    /// <summary>The gates of one step, and the state times the reset gate.</summary>
    private readonly struct ReadGatesStep(RecurrentSections state, RecurrentMatrix weights, int position, int before) : IWork
    {
        public void Execute(int block)
        {
            V r = GateFunctions.Sigmoid(SumOf(state, weights, ResetGate, block, position, before));
            V z = GateFunctions.Sigmoid(SumOf(state, weights, UpdateGate, block, position, before));
            state.Store(r, ResetGate, block, position);
            state.Store(z, UpdateGate, block, position);
            state.Store(r * state.LoadOrZero(Hidden, block, before), Part, block, position);
        }
    }

    /// <summary>The state of one step whose gates are there.</summary>
    private readonly struct ReadBeforeStep(RecurrentSections state, RecurrentMatrix weights, int position, int before) : IWork
    {
        public void Execute(int block)
        {
            V sum = state.Load(Proposal, block, position);
            if (before >= 0)
                sum = Multiply(state, weights, sum, Proposal, block, Part, position);
            StoreState(state, state.Load(UpdateGate, block, position), sum, block, position, before);
        }
    }

    /// <summary>Through the product of the reset gate with the state before.</summary>
    private readonly struct DifferentiateResetStep(
        RecurrentSections state, RecurrentSections scratch, RecurrentMatrix weights, int position, int before) : IWork
    {
        public void Execute(int block)
        {
            int blocks = scratch.Layout.Blocks;
            V part = weights.Multiply(V.Zero, block, Proposal * blocks, scratch.At(Proposal, 0, position), scratch.Stride, blocks);
            V r = state.Load(ResetGate, block, position);
            V ofReset = part * state.Load(Hidden, block, before) * GateFunctions.SigmoidSlope(r);
            scratch.Store(ofReset, ResetGate, block, position);
            V ofState = scratch.Load(HiddenGradient, block, before) + part * r;
            scratch.Store(ofState, HiddenGradient, block, before);
        }
    }

    /// <summary>Through the products of the gates with the state before, and of the candidate's where those are with the state itself.</summary>
    private readonly struct HandBackGates(
        RecurrentSections scratch, RecurrentMatrix weights, bool resetAfter, int position, int before) : IWork
    {
        public void Execute(int block)
        {
            int blocks = scratch.Layout.Blocks;
            V sum = scratch.Load(HiddenGradient, block, before);
            sum = weights.Multiply(sum, block, 0, scratch.At(ResetGate, 0, position), scratch.Stride, 2 * blocks);
            if (resetAfter)
                sum = weights.Multiply(sum, block, Proposal * blocks, scratch.At(PartGradient, 0, position), scratch.Stride, blocks);
            scratch.Store(sum, HiddenGradient, block, before);
        }
    }
}
