using BillingEngine.Host;

return await CommandLine.Run(args, Console.Out, Console.Error);
