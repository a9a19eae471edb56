namespace ExplainGen.Kernels;

/// <summary>Work that <see cref="Workers"/> shares out: independent, numbered parts.</summary>
public interface IWork
{
    /// <summary>Does one part; called once for each, possibly at the same time on several threads.</summary>
    /// <param name="part">The part's number, from 0.</param>
    void Execute(int part);
}
