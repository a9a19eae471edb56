namespace ExplainGen.Rendering;

/// <summary>
/// A smooth curve made of straight lines: it gathers each pixel's distance to the nearest of them, from which ink and halo follow.
/// </summary>
internal sealed class Stroke
{
    private const float InkRadius = 0.75f;
    private const float HaloRadius = 2f;
    private const double HaloStrength = 0.7;
    private const int Reach = 3;

    private readonly int _width;
    private readonly int _height;
    private readonly float[] _distance;

    /// <summary>An empty curve on a canvas of a size in pixels.</summary>
    public Stroke(int width, int height)
    {
        _width = width;
        _height = height;
        _distance = new float[Guard.PixelBytes(width, height, 1)];
        Array.Fill(_distance, float.PositiveInfinity);
    }

    /// <summary>Adds the line between two points; pixel centers have integer coordinates. Equal points make a dot.</summary>
    public void Line(double x0, double y0, double x1, double y1)
    {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double squared = (dx * dx) + (dy * dy);
        (int left, int right) = Range(x0, x1, _width);
        (int top, int bottom) = Range(y0, y1, _height);
        for (int y = top; y <= bottom; y++)
        {
            for (int x = left; x <= right; x++)
            {
                double along = squared == 0 ? 0 : Math.Clamp((((x - x0) * dx) + ((y - y0) * dy)) / squared, 0, 1);
                float distance = float.Hypot((float)(x0 + (along * dx) - x), (float)(y0 + (along * dy) - y));
                ref float nearest = ref _distance[(y * _width) + x];
                nearest = Math.Min(nearest, distance);
            }
        }
    }

    /// <summary>Paints the curve: a thin line of ink within a soft halo that lifts it off any background.</summary>
    /// <param name="image">A picture of at least the canvas's width.</param>
    /// <param name="top">The picture's row where the canvas begins.</param>
    /// <param name="ink">The line.</param>
    /// <param name="halo">The rim.</param>
    public void Paint(RgbImage image, int top, RgbColor ink, RgbColor halo)
    {
        for (int y = 0; y < _height; y++)
        {
            for (int x = 0; x < _width; x++)
            {
                float distance = _distance[(y * _width) + x];
                if (distance < Reach)
                {
                    RgbColor color = RgbColor.Blend(image[x, top + y], halo, HaloStrength * Coverage(HaloRadius, distance));
                    image[x, top + y] = RgbColor.Blend(color, ink, Coverage(InkRadius, distance));
                }
            }
        }
    }

    private static double Coverage(float radius, float distance) => Math.Clamp(radius + 0.5f - distance, 0, 1);

    private static (int From, int To) Range(double a, double b, int limit) =>
        (Math.Max((int)Math.Floor(Math.Min(a, b)) - Reach, 0), Math.Min((int)Math.Ceiling(Math.Max(a, b)) + Reach, limit - 1));
}
