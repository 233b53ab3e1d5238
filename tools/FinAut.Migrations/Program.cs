// The startup project of dotnet-ef. It is never run and never shipped; no connection is made when a migration is added or scripted.
Console.Error.WriteLine("This project serves dotnet-ef; see scripts/add-migration.sh.");
return 1;
