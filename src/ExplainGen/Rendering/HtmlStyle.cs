namespace ExplainGen.Rendering;

/// <summary>The styles of an <see cref="HtmlReport"/>.</summary>
internal static class HtmlStyle
{
    /// <summary>One sheet for phone, desktop, paper and dark mode.</summary>
    public const string Sheet =
        """
        :root {
          --page: #f6f7f9; --card: #ffffff; --text: #1f2937; --quiet: #667085; --line: #e4e7ec; --accent: #a3243b;
        }
        @media (prefers-color-scheme: dark) {
          :root { --page: #111418; --card: #1a1f26; --text: #e5e9f0; --quiet: #98a2b3; --line: #2c333d; --accent: #f0899a; }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--page); color: var(--text); -webkit-text-size-adjust: 100%;
          font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
        }
        main { max-width: 76rem; margin: 0 auto; padding: clamp(1.25rem, 4vw, 3.5rem) clamp(1rem, 4vw, 2.5rem); }
        h1 {
          margin: 0 0 .5rem; font-size: clamp(1.6rem, 1.2rem + 2vw, 2.4rem); line-height: 1.15; letter-spacing: -.02em; text-wrap: balance;
        }
        h2 { margin: 3rem 0 .5rem; font-size: 1.3rem; letter-spacing: -.01em; }
        h3 { margin: 0 0 .9rem; font-size: 1rem; }
        p { margin: 0 0 1rem; max-width: 46rem; }
        .lead { font-size: 1.1rem; color: var(--quiet); }
        header { border-left: 4px solid var(--accent); padding-left: 1.1rem; }
        header p:last-child { margin-bottom: 0; }
        article { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; margin: 1rem 0; }
        .row { display: flex; flex-wrap: wrap; gap: 1.25rem 2rem; align-items: flex-start; }
        .pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1rem 1.1rem; flex: 1 1 24rem; min-width: 0; }
        figure { margin: 0; min-width: 0; }
        img { display: block; max-width: 100%; height: auto; border-radius: 4px; box-shadow: 0 0 0 1px var(--line); }
        .crisp { image-rendering: pixelated; }
        figcaption { margin-top: .45rem; font-size: .85rem; color: var(--quiet); overflow-wrap: anywhere; }
        dl { flex: 0 1 17rem; min-width: min(100%, 14rem); margin: 0; font-size: .92rem; }
        dl div { display: flex; justify-content: space-between; gap: 1rem; padding: .35rem 0; border-bottom: 1px solid var(--line); }
        dl div:last-child { border-bottom: 0; }
        dt { color: var(--quiet); }
        dd { margin: 0; text-align: right; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1rem; margin: 1rem 0; }
        .chart {
          background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; overflow-x: auto;
        }
        .chart svg { display: block; width: 100%; min-width: 17rem; height: auto; overflow: visible; }
        .chart text { font-size: 12.5px; fill: var(--text); }
        .chart .label { text-anchor: end; }
        .chart .value, .chart .label, .chart .tick { font-variant-numeric: tabular-nums; }
        .chart text.tick { text-anchor: middle; font-size: 11.5px; fill: var(--quiet); }
        .chart .grid { stroke: var(--line); }
        .chart .zero { stroke: var(--quiet); stroke-width: 1.25; }
        .chart .favor { fill: #c8374f; }
        .chart .against { fill: #3b74c2; }
        .chart .rest { fill: #98a2b3; }
        .legend { max-width: 24rem; margin: 0 0 1rem; font-size: .85rem; color: var(--quiet); }
        .bar { height: .75rem; border-radius: 3px; box-shadow: 0 0 0 1px var(--line); }
        .ends { display: flex; justify-content: space-between; margin-top: .3rem; }
        .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 1rem 0; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        th, td { padding: .55rem 1.1rem; text-align: left; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; color: var(--quiet); white-space: nowrap; }
        tbody tr:last-child td { border-bottom: 0; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .85rem; color: var(--quiet); }
        @media (max-width: 40rem) { dl { flex-basis: 100%; } article { padding: 1rem; } }
        @media print {
          :root { --page: #ffffff; --card: #ffffff; --text: #000000; --quiet: #444444; --line: #cccccc; }
          article, .chart { break-inside: avoid; }
        }
        """;
}
