using System.CommandLine;
using BillingEngine.Benchmarks.Reads;

var root = new RootCommand("Measures the engine, whole process against whole process.") { ReadsCommand.Create() };
return await root.Parse(args).InvokeAsync();
