using ExplainGen.Rendering;

namespace ExplainGen.Cli.Comparing;

/// <summary>
/// The maps of inputs as one picture, a row each, as far as a picture can be looked at: further inputs are left to the page.
/// </summary>
internal sealed class MapGrid
{
    /// <summary>How many inputs a grid has at most.</summary>
    internal const int MostRows = 20;

    private const long MostPixels = 50_000_000;

    private readonly List<RgbImage> _cells = [];
    private readonly List<string> _titles = [];
    private int _width, _height;
    private bool _isFull;

    /// <summary>How many inputs it has.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds an input, unless there is no more room.</summary>
    /// <param name="row">Its pictures with their titles; as many as those of any other input.</param>
    public void Add(IReadOnlyList<(RgbImage Image, string Title)> row)
    {
        // All cells are as large as the largest picture.
        int width = Math.Max(_width, row.Max(cell => cell.Image.Width)), height = Math.Max(_height, row.Max(cell => cell.Image.Height));
        _isFull |= Rows == MostRows || (Int128)width * height * row.Count * (Rows + 1) > MostPixels;
        if (_isFull)
            return;
        (_width, _height) = (width, height);
        Rows++;
        foreach ((RgbImage image, string title) in row)
        {
            _cells.Add(image);
            _titles.Add(title);
        }
    }

    /// <summary>Writes the grid, if it has anything in it.</summary>
    /// <param name="path">The file.</param>
    public void Save(string path)
    {
        if (Rows > 0)
            ImageGrid.Compose(_cells, new ImageGridOptions { Columns = _cells.Count / Rows, Titles = _titles }).Save(path);
    }
}
