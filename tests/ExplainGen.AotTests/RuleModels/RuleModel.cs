// Written by NativeProgramTests of the conformance tests, from the golden rule cases.

using ExplainGen.Conformance.Tests.Dynamic;
using ExplainGen.Weights;

namespace ExplainGen.AotTests.RuleModels;

/// <summary>The classes of this folder by name.</summary>
internal static class RuleModel
{
    /// <summary>Loads a model.</summary>
    public static DynamicModel Load(string className, WeightReader weights) => className switch
    {
        nameof(Golden_linear_nonneg) => DynamicModel.Of(Golden_linear_nonneg.Load(weights)),
        nameof(Golden_linear_signed) => DynamicModel.Of(Golden_linear_signed.Load(weights)),
        nameof(Golden_conv1d_s2_nonneg) => DynamicModel.Of(Golden_conv1d_s2_nonneg.Load(weights)),
        nameof(Golden_conv1d_s2_signed) => DynamicModel.Of(Golden_conv1d_s2_signed.Load(weights)),
        nameof(Golden_conv2d_nonneg) => DynamicModel.Of(Golden_conv2d_nonneg.Load(weights)),
        nameof(Golden_conv2d_signed) => DynamicModel.Of(Golden_conv2d_signed.Load(weights)),
        nameof(Golden_conv2d_groups_s2_nonneg) => DynamicModel.Of(Golden_conv2d_groups_s2_nonneg.Load(weights)),
        nameof(Golden_conv2d_groups_s2_signed) => DynamicModel.Of(Golden_conv2d_groups_s2_signed.Load(weights)),
        nameof(Golden_conv2d_rect_dil_nonneg) => DynamicModel.Of(Golden_conv2d_rect_dil_nonneg.Load(weights)),
        nameof(Golden_conv2d_rect_dil_signed) => DynamicModel.Of(Golden_conv2d_rect_dil_signed.Load(weights)),
        nameof(Golden_conv3d_nonneg) => DynamicModel.Of(Golden_conv3d_nonneg.Load(weights)),
        nameof(Golden_conv3d_signed) => DynamicModel.Of(Golden_conv3d_signed.Load(weights)),
        nameof(Golden_convtranspose2d_nonneg) => DynamicModel.Of(Golden_convtranspose2d_nonneg.Load(weights)),
        nameof(Golden_convtranspose2d_signed) => DynamicModel.Of(Golden_convtranspose2d_signed.Load(weights)),
        nameof(Golden_conv2d_depthwise_nonneg) => DynamicModel.Of(Golden_conv2d_depthwise_nonneg.Load(weights)),
        nameof(Golden_conv2d_depthwise_signed) => DynamicModel.Of(Golden_conv2d_depthwise_signed.Load(weights)),
        nameof(Golden_linear_nobias_nonneg) => DynamicModel.Of(Golden_linear_nobias_nonneg.Load(weights)),
        nameof(Golden_linear_nobias_signed) => DynamicModel.Of(Golden_linear_nobias_signed.Load(weights)),
        nameof(Golden_linear_nobias_edge) => DynamicModel.Of(Golden_linear_nobias_edge.Load(weights)),
        nameof(Golden_avgpool2d_nonneg) => DynamicModel.Of(Golden_avgpool2d_nonneg.Load(weights)),
        nameof(Golden_avgpool2d_signed) => DynamicModel.Of(Golden_avgpool2d_signed.Load(weights)),
        nameof(Golden_avgpool2d_pad_nonneg) => DynamicModel.Of(Golden_avgpool2d_pad_nonneg.Load(weights)),
        nameof(Golden_avgpool2d_pad_signed) => DynamicModel.Of(Golden_avgpool2d_pad_signed.Load(weights)),
        nameof(Golden_avgpool2d_pad_excl_nonneg) => DynamicModel.Of(Golden_avgpool2d_pad_excl_nonneg.Load(weights)),
        nameof(Golden_avgpool2d_pad_excl_signed) => DynamicModel.Of(Golden_avgpool2d_pad_excl_signed.Load(weights)),
        nameof(Golden_adaptiveavgpool2d_nonneg) => DynamicModel.Of(Golden_adaptiveavgpool2d_nonneg.Load(weights)),
        nameof(Golden_adaptiveavgpool2d_signed) => DynamicModel.Of(Golden_adaptiveavgpool2d_signed.Load(weights)),
        nameof(Golden_sum_nonneg) => DynamicModel.Of(Golden_sum_nonneg.Load(weights)),
        nameof(Golden_sum_signed) => DynamicModel.Of(Golden_sum_signed.Load(weights)),
        nameof(Golden_relu_nonneg) => DynamicModel.Of(Golden_relu_nonneg.Load(weights)),
        nameof(Golden_relu_signed) => DynamicModel.Of(Golden_relu_signed.Load(weights)),
        nameof(Golden_tanh_nonneg) => DynamicModel.Of(Golden_tanh_nonneg.Load(weights)),
        nameof(Golden_tanh_signed) => DynamicModel.Of(Golden_tanh_signed.Load(weights)),
        _ => throw new ArgumentOutOfRangeException(nameof(className), className, "No class has this name."),
    };
}
