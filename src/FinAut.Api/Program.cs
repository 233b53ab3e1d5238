using FinAut.Api.Hosting;

return await Commands.RunAsync(args);
