using System.Reflection;
using ExplainGen.Weights;

namespace ExplainGen.Conformance.Tests.Dynamic;

/// <summary>A model class that was compiled by a test, reached by reflection.</summary>
internal sealed class DynamicModelType(Type type)
{
    public ModelMetadata Metadata { get; } = (ModelMetadata)type.GetProperty("Metadata")!.GetValue(null)!;

    public DynamicModel Load(IEnumerable<NamedTensor> weights)
    {
        using WeightReader reader = WeightFiles.InMemory(weights);
        try
        {
            return new DynamicModel((IModelPasses)type.GetMethod("Load", [typeof(WeightReader)])!.Invoke(null, [reader])!, Metadata);
        }
        catch (TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
