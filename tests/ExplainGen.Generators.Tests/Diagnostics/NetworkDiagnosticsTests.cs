using ExplainGen.Generators.Tests.Driver;
using ExplainGen.Graph;
using Microsoft.CodeAnalysis;

namespace ExplainGen.Generators.Tests.Diagnostics;

/// <summary>Every issue that the graph compiler finds, at its place and in its words.</summary>
public sealed class NetworkDiagnosticsTests
{
    /// <summary>Marked declarations, each with the message of its first diagnostic.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        // Declaration
        {
            "[Network(4), Linear(3, Name = \"fc\"), Linear(3, Name = {|EXG0003:\"fc\"|})] class Net;",
            "Two layers are called 'fc' (as written or as a C# identifier): give one of them another Name"
        },
        {
            "[Network(4), Linear(3, Name = \"relu1\"), {|EXG0003:Relu|}] class Net;",
            "Two layers are called 'relu1' (as written or as a C# identifier): give one of them another Name"
        },
        {
            "[Network(4), Linear(3), Relu, Add(Inputs = {|EXG0004:[\"relu1\", \"liner1\"]|})] class Net;",
            "Layer 'add1' reads 'liner1', but no layer has that name; did you mean 'linear1'?"
        },
        {
            "[Network(4), Linear(3), Relu(Input = {|EXG0004:\"nowhere\"|})] class Net;",
            "Layer 'relu1' reads 'nowhere', but no layer has that name"
        },
        {
            "[Network(4), Linear(4, Input = {|EXG0005:\"relu1\"|}), Relu] class Net;",
            "Layers feed each other in a circle: linear1 <- relu1 <- linear1; a network must be acyclic"
        },
        {
            "[Network(1, 8, 8), Conv2d(2, 3, Stride = {|EXG0006:0|})] class Net;",
            "'Stride' of Conv2d must be at least 1, but is 0"
        },
        {
            "[Network({|EXG0006:0, 8|}), Relu] class Net;",
            "'Shape' of Network must be 1 to 4 positive axes (F, C x L, C x H x W or C x D x H x W), but is 0 x 8"
        },
        {
            "[{|EXG0006:Network|}, Relu] class Net;",
            "'Shape' of Network must be 1 to 4 positive axes (F, C x L, C x H x W or C x D x H x W), but is empty"
        },
        {
            "[Network(4), {|EXG0016:Picture|}, Linear(2)] class Net;",
            "'Net' carries [Picture], but its input of shape 4 is none: a picture is 1 x H x W (brightness) or 3 x H x W (color)"
        },
        {
            "[Network(3, 8, 8), Picture(Mean = {|EXG0006:[1, 2]|}), Flatten, Linear(2)] class Net;",
            "'Mean' of Picture must be 1 or 3 values, but is 2 values"
        },
        {
            "[Network(1, 8, 8), Picture(Deviation = {|EXG0006:[0]|}), Flatten, Linear(2)] class Net;",
            "'Deviation' of Picture must be finite numbers above 0, but is 0"
        },
        {
            "[Network(1, 8, 8), Picture(High = {|EXG0006:0|}), Flatten, Linear(2)] class Net;",
            "'High' of Picture must be above Low (0), but is 0"
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.Epsilon), AlphaBeta(\"linear1\", {|EXG0006:3|})] class Net;",
            "'Alpha' of AlphaBeta must be 1 + beta (beta is 1), but is 3"
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.Epsilon, Epsilon = {|EXG0006:1e-40|})] class Net;",
            "'Epsilon' of Epsilon must be 0 or at least 1.17549435e-38, the smallest normal single-precision number, but is 1e-40"
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.EpsilonPlus), ZPlus(\"linear1\", Stabilizer = {|EXG0006:1e-300|})] class Net;",
            "'Stabilizer' of ZPlus must be 0 or at least 1.17549435e-38, the smallest normal single-precision number, but is 1e-300"
        },
        {
            "[Network(4)] class {|EXG0007:Net|};",
            "'Net' carries [Network] but no layer attributes: add at least one, for example [Linear(10)]"
        },
        {
            "[Network(4), {|EXG0008:Linear(3)|}, Linear(2, Input = \"input\")] class Net;",
            "Layer 'linear1' is not the last layer and nothing reads it: remove it, or read it with Input = \"linear1\""
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.Epsilon), Lrp(Composite.LrpZero, Name = {|EXG0010:\"Epsilon\"|})] class Net;",
            "Two explainers are called 'Epsilon': give one of them another Name"
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.Epsilon), {|EXG0010:Lrp(Composite.Epsilon)|}] class Net;",
            "Two explainers are called 'Epsilon': give one of them another Name"
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.LrpZero, Name = \"Fine\"), Lrp(Composite.LrpZero, Name = {|EXG0010:\"FINE\"|})] class Net;",
            "Two explainers are called 'FINE': give one of them another Name"
        },
        {
            "[Network(4), Linear(2), Gradient, Lrp(Composite.Epsilon, Name = {|EXG0010:\"Gradient\"|})] class Net;",
            "Two explainers are called 'Gradient': give one of them another Name"
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.Epsilon, Name = {|EXG0013:\"\"|})] class Net;",
            "'' cannot be used as a name: write it as a C# identifier in Pascal case"
        },
        {
            "[Network(4), Linear(2), Weights({|EXG0006:\"\"|})] class Net;",
            "'File' of Weights must be the name of a file, but is empty"
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.Epsilon), Gamma(\"linear1\", {|EXG0006:1e300|})] class Net;",
            "'Gamma' of Gamma must be a finite single-precision number, but is 1e300"
        },
        {
            "[Network(4), Linear(2), {|EXG0203:Lrp(Composite.EpsilonGammaBox, Low = 0, High = 1e300)|}] class Net;",
            "Rule ZBox cannot apply to layer 'linear1' (Linear) under explainer 'EpsilonGammaBox': High must be finite"
        },
        {
            "[Network(4), Linear(2), {|EXG0012:Add|}] class Net;",
            "Layer 'add1' (Add) takes at least 2 inputs (Inputs = [...]), but 1 is given"
        },
        {
            "[Network(4), Linear(2), Relu(Inputs = {|EXG0012:[\"linear1\", \"input\"]|})] class Net;",
            "Layer 'relu1' (Relu) takes 1 input, but 2 are given"
        },
        {
            "[Network(4), Linear(2, Name = {|EXG0013:\"...\"|})] class Net;",
            "'...' cannot be used as a name: it must contain a letter or a digit"
        },
        {
            "[Network(4), Linear(2, Name = {|EXG0013:\"input\"|})] class Net;",
            "'input' cannot be used as a name: as a C# identifier it is 'Input', which has a meaning of its own"
        },
        {
            "[Network(4), Linear(2), Lrp(Composite.Epsilon, Name = {|EXG0013:\"in short\"|})] class Net;",
            "'in short' cannot be used as a name: write it as a C# identifier in Pascal case"
        },
        {
            "[Network(4), Linear(4), Linear(4, Shares = {|EXG0014:\"linear3\"|})] class Net;",
            "Layer 'linear2' shares the weights of 'linear3', but no layer has that name; did you mean 'linear1'?"
        },
        {
            "[Network(4), Linear(4), Relu(Shares = {|EXG0014:\"linear1\"|})] class Net;",
            "Layer 'relu1' shares the weights of 'linear1', but it has no weights"
        },

        {
            "[Network(4), Linear(4, Name = {|EXG0013:\"layers\"|})] class Net;",
            "'layers' cannot be used as a name: as a C# identifier it is 'Layers', which has a meaning of its own"
        },

        // Shape
        {
            "[Network(1, 8, 8), {|EXG0101:Linear(3)|}] class Net;",
            "Layer 'linear1' (Linear) cannot take 1x8x8 (the output of 'input'): it needs a vector; put [Flatten] before it, "
            + "or say PerPosition = true for a map of the channels at each position"
        },
        {
            "[Network(4), Linear(3), Linear(4), {|EXG0102:Add(Inputs = [\"linear1\", \"linear2\"])|}] class Net;",
            "Layer 'add1' (Add) needs inputs of one shape, but 'linear1' is 3 and 'linear2' is 4"
        },
        {
            "[Network(4), Linear(3), {|EXG0103:Softmax|}, Linear(2)] class Net;",
            "Softmax 'softmax1' stays, since 'linear2' reads it: its relevance goes through it, of which a softmax does not hand on all; "
            + "only a trailing one is cut, so that logits are explained"
        },
        {
            "[Network(4), Linear(3), {|EXG0104:Softmax|}] class Net;",
            "Softmax 'softmax1' is cut: 'linear1' gives the logits, which are what is explained; probabilities come from Probabilities"
        },
        {
            "[Network(1, 4, 4), {|EXG0105:Conv2d(2, 5)|}] class Net;",
            "Layer 'conv1' (Conv2d) would have an empty output: it reads 1x4x4 (the output of 'input'), and the window spans 5 of axis 1, which has 4"
        },
        {
            "[Network(4), Parameter(4), {|EXG0106:Relu|}] class Net;",
            "The output of 'relu1', the last layer, does not depend on the network's input, so that there is nothing to explain"
        },

        // Rule
        {
            "[Network(4), {|EXG0201:Linear(3)|}, Lrp(Composite.Custom)] class Net;",
            "Layer 'linear1' (Linear) has no rule under explainer 'Custom': add one, for example [Epsilon(\"linear1\")]"
        },
        {
            "[Network(1, 4, 4), Relu, {|EXG0202:BatchNorm|}, Relu, Lrp(Composite.Epsilon)] class Net;",
            "BatchNorm 'batchNorm1' cannot be folded into a linear layer (it follows 'relu1' (Relu), not a linear layer; "
            + "'relu2' (Relu) after it is not a linear layer), and has no rule of its own under explainer 'Epsilon': add "
            + "[Epsilon(\"batchNorm1\")] or [Pass(\"batchNorm1\")], or move it next to the layer"
        },
        {
            "[Network(4), Linear(3), Relu, Lrp(Composite.Epsilon), {|EXG0203:Gamma(\"relu1\")|}] class Net;",
            "Rule Gamma cannot apply to layer 'relu1' (Relu) under explainer 'Epsilon': it is not a rule of Relu layers"
        },
        {
            "[Network(4), Linear(3), {|EXG0204:Lrp(Composite.EpsilonGammaBox)|}] class Net;",
            "Rule ZBox of layer 'linear1' under explainer 'EpsilonGammaBox' needs the bounds of its input, which is "
            + "unbounded: say Low and High (or Lows and Highs per channel)"
        },
        {
            "[Network(4), Linear(3), Relu, Linear(2), Lrp(Composite.Epsilon), {|EXG0205:Flat(\"linear2\")|}] class Net;",
            "Rule Flat on layer 'linear2' under explainer 'Epsilon' spreads relevance onto inactive units, since the layer "
            + "is not the first in the data flow"
        },
        {
            "[Network(4), Linear(3), Lrp(Composite.Epsilon), Gamma({|EXG0206:\"liner*\"|})] class Net;",
            "Selector 'liner*' matches no layer; did you mean 'linear1'?"
        },
        {
            "[Network(4), Linear(3), Lrp(Composite.Epsilon), Gamma(\"linear1\", For = {|EXG0207:\"Epsilom\"|})] class Net;",
            "Rule Gamma is for explainer 'Epsilom', but no explainer has that name; did you mean 'Epsilon'?"
        },
        {
            "[Network(4), Linear(3), Lrp(Composite.Epsilon), {|EXG0208:Gamma(\"linear1\")|}, ZPlus(\"linear*\")] class Net;",
            "Rule Gamma(0.25) for 'linear1' is never used: later rules override it on every layer it matches"
        },

        // Weights, planning
        {
            "[Network(4), Linear(4), Linear(3, Shares = {|EXG0301:\"linear1\"|})] class Net;",
            "Layer 'linear2' shares the weights of 'linear1', but needs weight 3x4, bias 3 where 'linear1' has weight 4x4, bias 4"
        },
        {
            "[Network(1, 30000, 30000), {|EXG0401:Conv2d(64, 1)|}] class Net;",
            "Layer 'conv1' needs 57600000000 floats of output, but no more than 2147483591 can be addressed"
        },
        {
            "[Network(1, 20000, 20000), Conv2d(4, 1), Relu, Conv2d(4, 3), Lrp(Composite.EpsilonPlus)] class {|EXG0401:Net|};",
            "'Net' needs 44798720064 floats of workspace, but no more than 2147483648 can be addressed"
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Place_and_message(string marked, string message)
    {
        GeneratorRun run = Markup.Verify("using ExplainGen;\n" + marked.Replace(" class", " partial class", StringComparison.Ordinal));

        Assert.Equal(message, run.Diagnostics[0].GetMessage());
        bool hasErrors = run.Diagnostics.Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal(hasErrors, run.Sources.ContainsKey("Net.Stub.g.cs"));
        run.AssertCompiles();
    }

    [Fact]
    public void Every_issue_has_a_case()
    {
        string all = string.Concat(Cases.Concat(NeonDiagnosticsTests.Cases).Select(row => (string)row[0]));
        string[] parser = ["EXG0001", "EXG0002", "EXG0009", "EXG0011", "EXG0015", "EXG9999"];

        Assert.All(IssueTable.All.Select(issue => issue.Id).Except(parser), id => Assert.Contains(id, all, StringComparison.Ordinal));
    }
}
