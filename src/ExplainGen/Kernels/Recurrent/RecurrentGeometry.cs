namespace ExplainGen.Kernels;

/// <summary>The shape of one direction of a recurrent layer: a sequence of tokens in, one state after each of them out.</summary>
public sealed record RecurrentGeometry
{
    /// <summary>Features of a token: channels of the input.</summary>
    public required int Inputs { get; init; }

    /// <summary>Units of a state.</summary>
    public required int Hidden { get; init; }

    /// <summary>Tokens of the sequence: the width of the input.</summary>
    public required int Length { get; init; }

    /// <summary>Channels of the output, of which the states fill <see cref="Hidden"/>; by default there are no others.</summary>
    public int Outputs { get => field == 0 ? Hidden : field; init; }

    /// <summary>The output's first channel that the states fill; the direction that has channel 0 goes first.</summary>
    public int FirstOutput { get; init; }

    /// <summary>Whether tokens are read from the last to the first.</summary>
    public bool Reverse { get; init; }

    /// <summary>Whether the output is the state after the last token that is read, rather than all states.</summary>
    public bool LastOnly { get; init; }

    /// <summary>The place of a token in the sequence, by when it is read.</summary>
    internal int Position(int step) => Reverse ? Length - 1 - step : step;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Hidden, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Length, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(FirstOutput);
        if (FirstOutput > Outputs - Hidden)
            throw new ArgumentException($"States of {Hidden} units from channel {FirstOutput} on do not fit into {Outputs} channels.");
    }
}
