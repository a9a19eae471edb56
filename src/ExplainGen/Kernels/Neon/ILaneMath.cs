namespace ExplainGen.Kernels;

/// <summary>
/// Arithmetic on vectors of single precision of one width, for kernels whose lanes are points of a <see cref="PointSet"/>; the vectors are
/// a type argument of their own, as in <see cref="IFloatVectors{TVector}"/>.
/// </summary>
internal unsafe interface ILaneMath<TVector>
    where TVector : struct
{
    /// <summary>Number of elements; divides <see cref="PointSet.Lanes"/>.</summary>
    static abstract int Count { get; }

    /// <summary>The vector at an address.</summary>
    static abstract TVector Load(float* from);

    /// <summary>Writes a vector to an address.</summary>
    static abstract void Store(TVector vector, float* to);

    /// <summary>One value in all elements.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>x + y.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>x - y.</summary>
    static abstract TVector Subtract(TVector x, TVector y);

    /// <summary>x · y.</summary>
    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>x / y.</summary>
    static abstract TVector Divide(TVector x, TVector y);

    /// <summary>x · y + sum, fused where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector sum);

    /// <summary>The lesser of the elements; which one where an element is NaN is the machine's choice.</summary>
    static abstract TVector Min(TVector x, TVector y);

    /// <summary>The greater of the elements; which one where an element is NaN is the machine's choice.</summary>
    static abstract TVector Max(TVector x, TVector y);

    /// <summary>2^n for the whole number n that stands in the last 9 bits.</summary>
    static abstract TVector PowerOfTwo(TVector vector);

    /// <summary>The elements of one vector where x is at most the bound, those of the other one where it is above it or NaN.</summary>
    static abstract TVector AtMost(TVector x, TVector bound, TVector then, TVector otherwise);

    /// <summary>Whether all elements are zero.</summary>
    static abstract bool IsZero(TVector vector);

    /// <summary>Adds the elements to as many sums of double precision.</summary>
    static abstract void AddTo(TVector vector, double* sums);

    /// <summary>The sum of the elements, in an order that depends on the width alone.</summary>
    static abstract float Sum(TVector vector);
}
