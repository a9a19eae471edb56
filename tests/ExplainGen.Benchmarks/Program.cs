using ExplainGen.Benchmarks.Comparison;

try
{
    switch (args)
    {
        case ["compare", .. string[] options]:
            CompareCommand.Run(CompareOptions.Parse(options));
            return 0;
        case [ColdStart.Command, string network, string weightsFile]:
            ColdStart.Run(network, weightsFile);
            return 0;
        default:
            Console.Error.WriteLine(CompareOptions.Usage);
            return 2;
    }
}
catch (Exception e) when (e is ArgumentException or DisagreementException)
{
    Console.Error.WriteLine(e.Message);
    return e is DisagreementException ? 1 : 2;
}
