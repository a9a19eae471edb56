using System.Globalization;
using FashionMnist;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = args.Length > 0 ? args[0] : "fashion-report";

FashionNet net = FashionNet.Create();
IReadOnlyList<(float[] Pixels, int Label)> pictures = Pictures.Load();
var report = new Report(folder);

Console.WriteLine($"{"label",-12} {"prediction",-12} {"prob.",6} {"logit",9} {"sum R",9} {"ledger err.",11}   {"sum R Fine",10} {"ledger err.",11}");
int correct = 0;
for (int i = 0; i < pictures.Count; i++)
{
    (float[] pixels, int label) = pictures[i];
    ExplainGen.Explanation plain = net.Explain(pixels), fine = net.ExplainFine(pixels);
    int predicted = plain.Target.ClassIndex;
    correct += predicted == label ? 1 : 0;
    Console.WriteLine(
        $"{Pictures.Classes[label],-12} {Pictures.Classes[predicted],-12} {plain.Probabilities()[predicted],6:p0} {plain.Logits.Span[predicted],9:f4} "
        + $"{plain.Sum,9:f4} {plain.Ledger.LargestError,11:0.0e-0}   {fine.Sum,10:f4} {fine.Ledger.LargestError,11:0.0e-0}");
    report.Add(i, pixels, label, plain, fine);
}

report.Save(FashionNet.Metadata);
Console.WriteLine($"{correct} of {pictures.Count} right. The report is {Path.Combine(folder, "index.html")}.");
