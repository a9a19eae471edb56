using ExplainGen.Cli;

return await Tool.Run(args);
