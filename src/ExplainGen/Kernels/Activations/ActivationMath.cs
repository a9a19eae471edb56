using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExplainGen.Kernels;

/// <summary>The nonlinearities and their derivatives on runs of floats; the one place that maps kinds to formulas.</summary>
internal static unsafe class ActivationMath
{
    /// <summary>Replaces values by f of them.</summary>
    /// <param name="a">The nonlinearity; a <see cref="ActivationKind.PRelu"/> has the one slope <see cref="Activation.Alpha"/>.</param>
    /// <param name="values">The values.</param>
    /// <param name="count">How many; a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not one of <see cref="ActivationKind"/>.</exception>
    internal static void Apply(Activation a, float* values, int count)
    {
        if (a.Kind != ActivationKind.Identity)
            Dispatch(a, new ValueLoop(values, count));
    }

    /// <summary>f(sum + bias + addend) of a run of pixels.</summary>
    /// <param name="a">The nonlinearity f; a <see cref="ActivationKind.PRelu"/> has the one slope <see cref="Activation.Alpha"/>.</param>
    /// <param name="sums">The sums, 16 lanes a pixel.</param>
    /// <param name="bias">The bias of the lanes.</param>
    /// <param name="addend">What to add to each pixel, or null.</param>
    /// <param name="result">Where the results go; may be the sums or the addend.</param>
    /// <param name="count">How many floats; a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not one of <see cref="ActivationKind"/>.</exception>
    internal static void Finish(Activation a, float* sums, Vector512<float> bias, float* addend, float* result, int count) =>
        Dispatch(a, new SumLoop(sums, bias, addend, result, count));

    /// <summary>Replaces pre-activations by f' of them.</summary>
    /// <param name="a">The nonlinearity; a <see cref="ActivationKind.PRelu"/> has the one slope <see cref="Activation.Alpha"/>.</param>
    /// <param name="values">The pre-activations.</param>
    /// <param name="count">How many; a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is not one of <see cref="ActivationKind"/>.</exception>
    internal static void Differentiate(Activation a, float* values, int count) => Dispatch(a, new DerivativeLoop(values, count));

    private static void Dispatch<TLoop>(Activation a, in TLoop loop)
        where TLoop : struct, ILoop
    {
        switch (a.Kind)
        {
            case ActivationKind.Identity:
                loop.Run(new PiecewiseLinearFunctions.Identity());
                break;
            case ActivationKind.Relu:
                loop.Run(new PiecewiseLinearFunctions.Relu());
                break;
            case ActivationKind.Relu6:
                loop.Run(new PiecewiseLinearFunctions.Clamp(0f, 6f));
                break;
            case ActivationKind.LeakyRelu or ActivationKind.PRelu or ActivationKind.RRelu:
                loop.Run(new PiecewiseLinearFunctions.LeakyRelu(Vector512.Create(a.Alpha)));
                break;
            case ActivationKind.Elu:
                loop.Run(new SmoothFunctions.ExponentialLinear(1f, a.Alpha, 1f));
                break;
            case ActivationKind.Selu:
                const float scale = SmoothFunctions.ExponentialLinear.SeluScale;
                loop.Run(new SmoothFunctions.ExponentialLinear(scale, scale * SmoothFunctions.ExponentialLinear.SeluAlpha, 1f));
                break;
            case ActivationKind.Celu:
                loop.Run(new SmoothFunctions.ExponentialLinear(1f, a.Alpha, 1f / a.Alpha));
                break;
            case ActivationKind.Gelu:
                loop.Run(new SmoothFunctions.Gelu());
                break;
            case ActivationKind.GeluTanh:
                loop.Run(new SmoothFunctions.GeluTanh());
                break;
            case ActivationKind.Sigmoid:
                loop.Run(new SmoothFunctions.Sigmoid());
                break;
            case ActivationKind.LogSigmoid:
                loop.Run(new SmoothFunctions.LogSigmoid());
                break;
            case ActivationKind.Silu:
                loop.Run(new SmoothFunctions.Silu());
                break;
            case ActivationKind.Softplus:
                loop.Run(new SmoothFunctions.Softplus(a.Alpha, a.Beta));
                break;
            case ActivationKind.Softsign:
                loop.Run(new SmoothFunctions.Softsign());
                break;
            case ActivationKind.Softshrink:
                loop.Run(new PiecewiseLinearFunctions.SoftShrink(a.Alpha));
                break;
            case ActivationKind.Hardshrink:
                loop.Run(new PiecewiseLinearFunctions.HardShrink(a.Alpha));
                break;
            case ActivationKind.Tanh:
                loop.Run(new SmoothFunctions.Tanh());
                break;
            case ActivationKind.Tanhshrink:
                loop.Run(new SmoothFunctions.TanhShrink());
                break;
            case ActivationKind.Hardtanh:
                loop.Run(new PiecewiseLinearFunctions.Clamp(a.Alpha, a.Beta));
                break;
            case ActivationKind.Hardsigmoid:
                loop.Run(new PiecewiseLinearFunctions.HardSigmoid());
                break;
            case ActivationKind.Hardswish:
                loop.Run(new PiecewiseLinearFunctions.HardSwish());
                break;
            case ActivationKind.Threshold:
                loop.Run(new PiecewiseLinearFunctions.Threshold(a.Alpha, a.Beta));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(a), a.Kind, "There is no such activation kind.");
        }
    }

    /// <summary>
    /// A loop over values. Implementations are never inlined: two dozen loops in one method are more than the compiler is willing to inline
    /// the functions into.
    /// </summary>
    private interface ILoop
    {
        void Run<TFunction>(TFunction f)
            where TFunction : struct, IActivationFunction;
    }

    private readonly struct ValueLoop(float* values, int count) : ILoop
    {
        private readonly float* _values = values;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<TFunction>(TFunction f)
            where TFunction : struct, IActivationFunction
        {
            for (int i = 0; i < count; i += TensorLayout.Lanes)
                f.Value(Vector512.Load(_values + i)).Store(_values + i);
        }
    }

    private readonly struct SumLoop(float* sums, Vector512<float> bias, float* addend, float* result, int count) : ILoop
    {
        private readonly float* _sums = sums;
        private readonly float* _addend = addend;
        private readonly float* _result = result;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<TFunction>(TFunction f)
            where TFunction : struct, IActivationFunction
        {
            float* from = _sums, addend = _addend, to = _result;
            Vector512<float> b = bias;
            if (addend == null)
            {
                for (float* end = from + count; from < end; from += TensorLayout.Lanes, to += TensorLayout.Lanes)
                    f.Value(Vector512.Load(from) + b).Store(to);
                return;
            }

            for (nint i = 0; i < count; i += TensorLayout.Lanes)
                f.Value(Vector512.Load(from + i) + b + Vector512.Load(addend + i)).Store(to + i);
        }
    }

    private readonly struct DerivativeLoop(float* values, int count) : ILoop
    {
        private readonly float* _values = values;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Run<TFunction>(TFunction f)
            where TFunction : struct, IActivationFunction
        {
            for (int i = 0; i < count; i += TensorLayout.Lanes)
                f.Derivative(Vector512.Load(_values + i)).Store(_values + i);
        }
    }
}
