namespace FinAut.Tests.Infrastructure;

/// <summary>A package from npm, in a folder that is gone after the tests.</summary>
/// <param name="package">Its name and version, as <c>npm install</c> takes them.</param>
public sealed class NpmPackage(string package) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private bool _isInstalled;

    /// <summary>Installs the package unless that is done already, or skips the test when there is no npm.</summary>
    /// <returns>The folder that holds its <c>node_modules</c>.</returns>
    public async Task<TemporaryFolder> InstallAsync()
    {
        ExternalProgram.SkipUnlessInstalled("npm");
        if (!_isInstalled)
        {
            _folder.Write("package.json", """{"private":true}""");

            // By the machine's own clock, whatever the tests' is: the registry's certificate is of today.
            await ExternalProgram.RunAsync(
                "env", ["-u", "LD_PRELOAD", "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", package], _folder.FullPath);
            _isInstalled = true;
        }

        return _folder;
    }

    public void Dispose() => _folder.Dispose();
}
