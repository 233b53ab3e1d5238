using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FinAut.Api.Webhooks;

namespace FinAut.Tests.Webhooks;

public sealed class AddressGuardTests
{
    // Every one of them leads to this machine, to a private network, to a metadata service, or is not what it looks like.
    public static TheoryData<string> HostileUrls { get; } = new(
        // IPv4 in all notations
        "http://127.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://127.0.1:{port}/",
        "http://2130706433:{port}/",
        "http://017700000001:{port}/",
        "http://0177.0.0.1:{port}/",
        "http://0177.0.0.01:{port}/",
        "http://0x7f000001:{port}/",
        "http://0x7f.1:{port}/",
        "http://0x7f.0x0.0x0.0x1:{port}/",
        "http://0X7F.0.0.1:{port}/",
        "http://127.0x1:{port}/",
        "http://127.255.255.254:{port}/",
        "http://0:{port}/",
        "http://0.0.0.0:{port}/",
        "http://127.0.0.1.:{port}/",
        "http://0x7f000001.:{port}/",
        "http://4294967297:{port}/",
        "http://256.0.0.1:{port}/",
        "http://127.0.0.1.1:{port}/",
        "http://127。0。0。1:{port}/",
        "http://１２７.０.０.１:{port}/",
        "http://①②⑦.⓪.⓪.①:{port}/",
        "http://10.0.0.1:{port}/",
        "http://167772161:{port}/",
        "http://172.16.0.1:{port}/",
        "http://192.168.0.1:{port}/",
        "http://0xc0.168.1:{port}/",
        "http://100.64.0.1:{port}/",
        "http://169.254.169.254:{port}/latest/meta-data/",
        "http://2852039166:{port}/",
        "http://0xa9fea9fe:{port}/",
        "http://0251.0376.0251.0376:{port}/",
        "http://100.100.100.200:{port}/",
        "http://168.63.129.16:{port}/",
        "http://192.0.0.192:{port}/",
        "http://255.255.255.255:{port}/",
        "http://224.0.0.1:{port}/",

        // IPv6, with IPv4 inside in all translations
        "http://[::1]:{port}/",
        "http://[0:0:0:0:0:0:0:1]:{port}/",
        "http://[::]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://[::ffff:7f00:1]:{port}/",
        "http://[0:0:0:0:0:ffff:a9fe:a9fe]:{port}/",
        "http://[::ffff:8.8.8.8]:{port}/",
        "http://[::127.0.0.1]:{port}/",
        "http://[::ffff:0:127.0.0.1]:{port}/",
        "http://[64:ff9b::127.0.0.1]:{port}/",
        "http://[64:ff9b::a9fe:a9fe]:{port}/",
        "http://[64:ff9b:1::7f00:1]:{port}/",
        "http://[2002:7f00:1::]:{port}/",
        "http://[2001:0:5ef5:79fd:0:0:80ff:fffe]:{port}/",
        "http://[fe80::1]:{port}/",
        "http://[fe80::1%25lo]:{port}/",
        "http://[::1%25lo]:{port}/",
        "http://[::1%1]:{port}/",
        "http://[2a00:1450::1%251]:{port}/",
        "http://[fc00::1]:{port}/",
        "http://[fd00:ec2::254]:{port}/",
        "http://[fec0::1]:{port}/",
        "http://[ff02::1]:{port}/",
        "http://[100::1]:{port}/",

        // Names
        "http://localhost:{port}/",
        "http://LOCALHOST.:{port}/",
        "http://private.test:{port}/",
        "http://private.test.:{port}/",
        "http://metadata.test:{port}/",
        "http://cname-to-private.test:{port}/",
        "http://one-of-many.test:{port}/",
        "http://mapped.test:{port}/",
        "http://v6-private.test:{port}/",

        // Other forms
        "http://user:password@public.test:{port}/",
        "http://@public.test:{port}/",
        "http://public.test@127.0.0.1:{port}/",
        "http://127.0.0.1%2f@public.test:{port}/",
        "http://public.test:80@127.0.0.1:{port}/",
        "http://public.test:{port}/#",
        "http://public.test:{port}/#fragment",
        "http://public.test:{port}\\@127.0.0.1/",
        "http://public.test\\.localhost:{port}/",
        "http:\\\\127.0.0.1:{port}/",
        "http://127.0.0.1:{port}/ ",
        " http://public.test:{port}/",
        "http://public.test:{port}/a b",
        "http://public.test:{port}/\r\nHost: localhost",
        "http://public.test\0.localhost:{port}/",
        "http:public.test:{port}/",
        "http://public.test:0/",
        "http://public.test:65536/",
        "//127.0.0.1:{port}/",
        "/etc/passwd",
        "file:///etc/passwd",
        "ftp://public.test:{port}/",
        "gopher://127.0.0.1:{port}/_",
        "unix:/var/run/docker.sock",
        "ws://127.0.0.1:{port}/",
        "data:,x",
        "javascript:alert(1)",
        "public.test",
        "");

    // Both ends of what is closed.
    public static TheoryData<string> ClosedAddresses { get; } = new(
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0", "127.255.255.255",
        "169.254.0.0", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.0", "192.0.2.255",
        "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.7",
        "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.254", "255.255.255.255",
        "::", "::1", "::2", "::8.8.8.8", "ff:ffff::", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::8.8.8.8", "64:ff9b:1::8.8.8.8",
        "64:ff9b:1:ffff::1", "100::", "100:0:0:1::1", "200::1", "1fff:ffff::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1",
        "2001:1ff:ffff::1", "2001:db8::1", "2002::1", "2002:808:808::1", "3fff::1", "3fff:fff:ffff::1", "4000::1", "5f00::1", "8000::1",
        "fc00::", "fdff:ffff::1", "fe00::1", "fe80::1", "febf:ffff::1", "fec0::1", "feff::1", "ff00::", "ff0e::1");

    public static TheoryData<string> OpenAddresses { get; } = new(
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255",
        "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255",
        "2000::1", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1", "2a00:1450::1", "3ffe:ffff::1");

    private static Names HostileNames { get; } = new Names()
        .With("localhost", ["127.0.0.1", "::1"]).With("localhost.", ["127.0.0.1", "::1"])
        .With("public.test", ["93.184.216.34"])
        .With("private.test", ["10.1.2.3"]).With("private.test.", ["10.1.2.3"])
        .With("metadata.test", ["169.254.169.254"])
        .With("cname-to-private.test", ["192.168.1.1"])
        .With("one-of-many.test", ["93.184.216.34", "2a00:1450::1", "127.0.0.1"])
        .With("mapped.test", ["::ffff:127.0.0.1"])
        .With("v6-private.test", ["93.184.216.34", "fd12::1"]);

    [Theory]
    [MemberData(nameof(HostileUrls))]
    public async Task A_hostile_url_is_neither_saved_nor_called(string url)
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        url = url.Replace("{port}", receiver.Port.ToString(), StringComparison.Ordinal);
        using var sender = Senders.Sender(HostileNames, o => o.AllowPrivateNetworks = null);

        Assert.NotNull(await Senders.Guard(HostileNames).CheckAsync(url, CancellationToken.None));
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            var outcome = await sender.SendAsync(uri);
            Assert.Equal(SendError.Refused, outcome.Error);
            Assert.Null(outcome.RemoteAddress);
        }

        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public void The_table_of_hostile_urls_is_long() => Assert.InRange(HostileUrls.Count, 60, int.MaxValue);

    [Theory]
    [MemberData(nameof(ClosedAddresses))]
    public async Task A_name_with_a_closed_address_is_refused_by_the_connection(string address)
    {
        using var sender = Senders.Sender(new Names().With("lms.test", ["93.184.216.34", address]), o => o.AllowPrivateNetworks = false);

        var outcome = await sender.SendAsync(new Uri("http://lms.test:9/"));

        Assert.Equal(SendError.Refused, outcome.Error);
        Assert.StartsWith($"{IPAddress.Parse(address)} is not allowed: ", outcome.Reason?.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OpenAddresses))]
    public async Task A_name_with_a_public_address_may_be_saved(string address) =>
        Assert.Null(await Senders.Guard(new Names().With("lms.test", [address])).CheckAsync("http://lms.test/", CancellationToken.None));

    [Theory]
    [InlineData("https://lms.test/hook")]
    [InlineData("https://lms.test:8443/hook?token=a%20b&x=@y")]
    [InlineData("https://LMS.test")]
    [InlineData("https://93.184.216.34/")]
    [InlineData("https://[2a00:1450::1]:8443/")]
    [InlineData("https://læring.test/hook")]
    public async Task A_public_url_may_be_saved(string url)
    {
        var names = new Names().With("lms.test", ["93.184.216.34", "2a00:1450::1"]).With("xn--lring-sra.test", ["93.184.216.34"]);

        Assert.Null(await Senders.Guard(names, o => o.AllowHttp = null).CheckAsync(url, CancellationToken.None));
    }

    [Fact]
    public async Task Plain_http_is_refused_unless_allowed()
    {
        var names = new Names().With("lms.test", ["93.184.216.34"]);

        Assert.NotNull(await Senders.Guard(names, o => o.AllowHttp = null).CheckAsync("http://lms.test/", CancellationToken.None));
        Assert.NotNull(await Senders.Guard(names, o => o.AllowHttp = false).CheckAsync("http://lms.test/", CancellationToken.None));
        Assert.Null(await Senders.Guard(names, o => o.AllowHttp = true).CheckAsync("http://lms.test/", CancellationToken.None));
    }

    [Fact]
    public async Task Only_listed_ports_are_open_when_any_is_listed()
    {
        var guard = Senders.Guard(new Names().With("lms.test", ["93.184.216.34"]), o => o.AllowedPorts = "443, 8443");

        Assert.Null(await guard.CheckAsync("https://lms.test/", CancellationToken.None));
        Assert.Null(await guard.CheckAsync("https://lms.test:8443/", CancellationToken.None));
        Assert.NotNull(await guard.CheckAsync("https://lms.test:22/", CancellationToken.None));
        Assert.NotNull(await guard.CheckAsync("http://lms.test/", CancellationToken.None));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("fd12::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fd20:ce::254", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("64:ff9b::10.0.0.1", false)]
    public async Task Allowing_private_networks_opens_these_and_nothing_else(string address, bool open)
    {
        var names = new Names().With("lms.test", [address]);

        var refusal = await Senders.Guard(names, o => o.AllowPrivateNetworks = true).CheckAsync("http://lms.test/", CancellationToken.None);

        Assert.Equal(open, refusal is null);
        Assert.NotNull(await Senders.Guard(names).CheckAsync("http://lms.test/", CancellationToken.None));
    }

    [Theory]
    [InlineData("10.20.0.0/16", "10.20.30.40", true)]
    [InlineData("10.20.0.0/16", "10.21.0.1", false)]
    [InlineData("10.20.0.0/16,fd12::/16", "fd12::1", true)]
    [InlineData("10.20.30.40", "10.20.30.40", true)]
    [InlineData("10.20.30.40", "10.20.30.41", false)]
    [InlineData("0.0.0.0/0", "10.0.0.1", true)]
    [InlineData("0.0.0.0/0", "169.254.169.254", false)]
    [InlineData("169.0.0.0/8", "169.254.169.254", false)]
    [InlineData("169.254.0.0/16", "169.254.1.1", true)]
    [InlineData("169.254.7.7", "169.254.7.7", true)]
    [InlineData("::/0", "fe80::1", false)]
    [InlineData("::/0", "fd00:ec2::254", false)]
    [InlineData("fd00:ec2::254", "fd00:ec2::254", true)]
    [InlineData("10.20.0.0/16", "::ffff:10.20.0.1", true)]
    [InlineData("10.20.0.0/16", "::ffff:10.21.0.1", false)]
    [InlineData("10.20.0.0/16", "64:ff9b::10.20.0.1", true)]
    [InlineData("0.0.0.0/0", "64:ff9b::169.254.169.254", false)]
    [InlineData("64:ff9b::/96", "64:ff9b::8.8.8.8", true)]
    [InlineData("64:ff9b::/96", "64:ff9b::10.0.0.1", false)]
    [InlineData("64:ff9b::/96", "64:ff9b::169.254.169.254", false)]
    [InlineData("10.20.0.0/16", "64:ff9b:1::10.20.0.1", false)]
    [InlineData("10.20.0.0/16", "2002:a14:1::", false)]
    public async Task A_listed_network_is_open(string networks, string address, bool open)
    {
        var guard = Senders.Guard(new Names().With("lms.test", [address]), o => o.AllowedNetworks = networks);

        Assert.Equal(open, await guard.CheckAsync("http://lms.test/", CancellationToken.None) is null);
    }

    [Theory]
    [InlineData("http://lms.test/", true)]
    [InlineData("http://LMS.TEST./", true)]
    [InlineData("http://other.test/", true)]
    [InlineData("http://x.lms.test/", false)]
    [InlineData("http://lms.test.evil.test/", false)]
    [InlineData("http://user@lms.test/", false)]
    public async Task A_listed_host_is_called_whatever_it_resolves_to(string url, bool open)
    {
        var names = new Names();
        foreach (var host in new[] { "lms.test", "lms.test.", "other.test", "x.lms.test", "lms.test.evil.test" })
        {
            names.With(host, ["169.254.1.1"]);
        }

        var guard = Senders.Guard(names, o => o.AllowedHosts = "LMS.test other.test");

        Assert.Equal(open, await guard.CheckAsync(url, CancellationToken.None) is null);
    }

    [Fact]
    public async Task A_name_that_moves_inside_after_it_was_saved_is_not_called()
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var names = new Names().With("rebind.test", ["93.184.216.34"], ["127.0.0.1"]);
        var url = new Uri($"http://rebind.test:{receiver.Port}/");
        using var sender = Senders.Sender(names, o => o.AllowPrivateNetworks = false);

        Assert.Null(await Senders.Guard(names).CheckAsync(url.OriginalString, CancellationToken.None));
        var outcome = await sender.SendAsync(url);

        Assert.Equal(SendError.Refused, outcome.Error);
        Assert.Equal("127.0.0.1 is not allowed: loopback.", outcome.Reason?.Text);
        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_checked()
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var names = new Names().With("rebind.test", ["127.0.0.1"], ["169.254.169.254"]);
        using var sender = Senders.Sender(names);

        var outcome = await sender.SendAsync(new Uri($"http://rebind.test:{receiver.Port}/"));

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.Equal("127.0.0.1", outcome.RemoteAddress);
        Assert.Equal((1, 1), (receiver.Connections, names.Lookups));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_leaves_time_for_the_next()
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var names = new Names().With("lms.test", ["127.0.0.2", "127.0.0.1"]);
        using var sender = Senders.Sender(names);

        var outcome = await sender.SendAsync(new Uri($"http://lms.test:{receiver.Port}/"));

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.Equal("127.0.0.1", outcome.RemoteAddress);
    }

    [Fact]
    public async Task An_ipv4_mapped_address_that_is_open_is_called_as_ipv4()
    {
        await using var receiver = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        using var sender = Senders.Sender(new Names().With("lms.test", ["::ffff:127.0.0.1"]), o => o.AllowedNetworks = "127.0.0.1");

        var outcome = await sender.SendAsync(new Uri($"http://lms.test:{receiver.Port}/"));

        Assert.True(outcome.Delivered, outcome.Reason?.Text);
        Assert.Equal("127.0.0.1", outcome.RemoteAddress);
    }

    [Fact]
    public async Task A_redirect_to_a_private_address_is_not_followed()
    {
        await using var inside = Receiver.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var receiver = Receiver.Answering($"HTTP/1.1 307 Moved\r\nLocation: {inside.Url}\r\nContent-Length: 0\r\n\r\n");
        using var sender = Senders.Sender();

        var outcome = await sender.SendAsync(receiver.Url);

        Assert.Equal((SendError.Redirect, 307), (outcome.Error, outcome.Status));
        Assert.Equal((1, 0), (receiver.Connections, inside.Connections));
    }

    [Fact]
    public async Task Clients_cannot_tell_a_closed_name_from_one_that_does_not_exist()
    {
        var guard = Senders.Guard(HostileNames);
        using var sender = Senders.Sender(HostileNames, o => o.AllowPrivateNetworks = false);

        Assert.NotNull(await guard.CheckAsync("http://private.test/", CancellationToken.None));
        Assert.NotNull(await guard.CheckAsync("http://nobody.test/", CancellationToken.None));
        var closed = await sender.SendAsync(new Uri("http://private.test/"));
        var unknown = await sender.SendAsync(new Uri("http://nobody.test/"));

        Assert.Equal((SendError.Refused, SendError.Dns), (closed.Error, unknown.Error));
        Assert.Equal(closed.Error.Code(), unknown.Error.Code());
    }

    [Fact]
    public async Task Where_private_networks_are_open_a_name_may_be_saved_before_it_exists()
    {
        var guard = Senders.Guard(new Names(), o => o.AllowPrivateNetworks = true);

        Assert.Null(await guard.CheckAsync("http://soon.test/", CancellationToken.None));
    }

    [Fact]
    public async Task A_name_service_that_hangs_costs_no_more_than_the_time_for_a_connection()
    {
        var started = Stopwatch.GetTimestamp();
        var guard = Senders.Guard(new SilentNames(), o => o.ConnectSeconds = 0.2);
        using var sender = Senders.Sender(new SilentNames(), o => o.ConnectSeconds = 0.2);

        var refusal = await guard.CheckAsync("http://lms.test/", CancellationToken.None);
        var outcome = await sender.SendAsync(new Uri("http://lms.test/"));

        Assert.Equal("The host name was not resolved in time.", refusal?.Reason.Text);
        Assert.Equal((SendError.Dns, "The host name was not resolved in time."), (outcome.Error, outcome.Reason?.Text));

        // Twice 0.2 s, but for what the clock of timers is coarser than this one.
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.35), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_systems_name_service_knows_this_machine() =>
        Assert.Contains(
            await new SystemHostResolver().ResolveAsync("localhost", CancellationToken.None),
            address => address.AddressFamily == AddressFamily.InterNetwork && IPAddress.IsLoopback(address));
}
