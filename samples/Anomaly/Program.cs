using System.Globalization;
using Anomaly;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args.Length > 1 || args is ["" or ['-', ..]])
{
    Console.Error.WriteLine("Usage: Anomaly [folder]\nThe folder that the page is written to is anomaly-report unless given.");
    return 2;
}

string folder = args.Length > 0 ? args[0] : "anomaly-report";
try
{
    Directory.CreateDirectory(folder);
    OutlierStudy outliers = OutlierStudy.Run();
    ConsoleReport.Write(Console.Out, outliers);
    ClusterStudy clusters = ClusterStudy.Run();
    ConsoleReport.Write(Console.Out, clusters);
    string path = Path.Combine(folder, "index.html");
    Page.Of(outliers, clusters).Save(path);
    Console.WriteLine($"The report is {path}.");
    return 0;
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"The report cannot be written to the folder '{folder}': {error.Message}");
    return 1;
}
