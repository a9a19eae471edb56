using ExplainGen.Rendering;

namespace ExplainGen.Tests.Rendering;

public sealed class ImageGridTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(4, 2, 2)]
    [InlineData(5, 3, 2)]
    [InlineData(7, 3, 3)]
    [InlineData(9, 3, 3)]
    [InlineData(10, 4, 3)]
    public void A_grid_is_nearly_square(int count, int columns, int rows)
    {
        RgbImage grid = ImageGrid.Compose(Pictures(count), new ImageGridOptions { Padding = 0 });
        Assert.Equal((columns * 2, rows * 2), (grid.Width, grid.Height));
    }

    [Fact]
    public void Pictures_stand_in_order_with_padding_around()
    {
        var options = new ImageGridOptions { Columns = 3, Padding = 1, Background = new RgbColor(9, 9, 9) };
        RgbImage grid = ImageGrid.Compose(Pictures(4), options);
        Assert.Equal((10, 7), (grid.Width, grid.Height));
        for (int i = 0; i < 4; i++)
        {
            (int x, int y) = (1 + (i % 3 * 3), 1 + (i / 3 * 3));
            Assert.Equal(i + 1, grid[x, y].R);
            Assert.Equal(i + 1, grid[x + 1, y + 1].R);
            Assert.Equal(9, grid[x - 1, y].R);
            Assert.Equal(9, grid[x + 2, y].R);
        }

        Assert.Equal(options.Background, grid[5, 5]);
    }

    [Fact]
    public void Smaller_pictures_stand_in_the_middle_of_their_cell()
    {
        RgbImage grid = ImageGrid.Compose([new RgbImage(5, 5), new RgbImage(1, 3)], new ImageGridOptions { Padding = 0 });
        Assert.Equal((10, 5), (grid.Width, grid.Height));
        Assert.Equal([(7, 1), (7, 2), (7, 3)],
            from y in Enumerable.Range(0, 5) from x in Enumerable.Range(5, 5) where grid[x, y] == RgbColor.Black select (x, y));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Titles_stand_centered_above_and_are_cut(int textScale)
    {
        string[] titles = ["I", "a title too long for its cell"];
        var options = new ImageGridOptions { Columns = 1, Padding = 3, Titles = titles, TextScale = textScale };
        RgbImage[] pictures = [new RgbImage(41, 8, RgbColor.White), new RgbImage(41, 8, RgbColor.White)];
        RgbImage grid = ImageGrid.Compose(pictures, options);
        Assert.Equal(47, grid.Width);
        Assert.Equal((2 * (8 + (11 * textScale) + 3)) + 3, grid.Height);
        (int x, int y)[] inked =
        [
            .. from y in Enumerable.Range(0, grid.Height)
               from x in Enumerable.Range(0, grid.Width)
               where grid[x, y] != RgbColor.White
               select (x, y),
        ];
        (int x, int y)[] first = [.. inked.Where(dot => dot.y < 3 + (11 * textScale))];
        Assert.Equal(46, first.Min(dot => dot.x) + first.Max(dot => dot.x), tolerance: 1);
        Assert.All(inked, dot => Assert.InRange(dot.x, 3, 43));
        Assert.True(inked.Length > 2 * first.Length);
    }

    [Fact]
    public void Titles_are_light_on_a_dark_background()
    {
        var options = new ImageGridOptions { Titles = ["I"], Background = RgbColor.Black };
        Assert.Contains((byte)255, ImageGrid.Compose([new RgbImage(9, 9)], options).Pixels.ToArray());
    }

    [Fact]
    public void Wrong_inputs_are_named()
    {
        Assert.Throws<ArgumentException>("images", () => ImageGrid.Compose([]));
        Assert.Throws<ArgumentNullException>("images", () => ImageGrid.Compose(null!));
        var error = Assert.Throws<ArgumentException>("images", () => ImageGrid.Compose([new RgbImage(1, 1), null!]));
        Assert.Contains("null at position 1", error.Message);
        Assert.Throws<ArgumentException>("options", () => ImageGrid.Compose(Pictures(2), new ImageGridOptions { Titles = ["one"] }));
        Assert.Throws<ArgumentException>("options", () => ImageGrid.Compose(Pictures(1), new ImageGridOptions { Titles = [null!] }));
        Assert.Throws<ArgumentOutOfRangeException>("Columns", () => new ImageGridOptions { Columns = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("Padding", () => new ImageGridOptions { Padding = -1 });
        Assert.Throws<ArgumentOutOfRangeException>("TextScale", () => new ImageGridOptions { TextScale = 0 });
        Assert.ThrowsAny<ArgumentException>(() => ImageGrid.Compose(Pictures(1), new ImageGridOptions { Columns = int.MaxValue }));
    }

    private static RgbImage[] Pictures(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new RgbImage(2, 2, new RgbColor((byte)i, 0, 0)))];
}
