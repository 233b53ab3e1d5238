using System.Security.Cryptography;
using System.Text;
using FinAut.Domain.Data;
using FinAut.Domain.Users;

namespace FinAut.Tests.Data;

public sealed class SecretProtectorTests
{
    private const string Purpose = "endpoint 7 secret";

    // Made by the code before the cipher was shared with webhooks.
    private const string StoredCipher = "0101022A8B22D286E7FD85CF10D00315916290F41B66F2A34FA8876DE093C91A7D01A31EE91F1BDCD300";
    private const string StoredLookup = "960473F153216D3823F45EA21E73565603828253B1A7783E2D5D784E2616F315";

    private static readonly byte[] FirstKey = Key(1);
    private static readonly byte[] SecondKey = Key(2);
    private static readonly SecretProtector Protector = new(new Dictionary<ushort, byte[]> { [1] = FirstKey });

    [Theory]
    [InlineData("")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("""{"Authorization":"Bearer blåbærsyltetøy 🫐"}""")]
    public void A_text_comes_back_as_it_was(string text)
    {
        var cipher = Protector.Protect(text, Purpose);

        Assert.Equal(text, Protector.Reveal(cipher, Purpose));
        Assert.Equal(Encoding.UTF8.GetByteCount(text) + SecretProtector.Overhead, cipher.Length);
    }

    [Fact]
    public void The_same_text_never_has_the_same_ciphertext() =>
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(Protector.Protect("text", Purpose))).Distinct().Count());

    [Fact]
    public void A_ciphertext_is_of_no_use_for_another_purpose() =>
        Assert.ThrowsAny<CryptographicException>(() => Protector.Reveal(Protector.Protect("text", Purpose), "endpoint 8 secret"));

    [Fact]
    public void A_ciphertext_with_any_bit_changed_is_refused()
    {
        var cipher = Protector.Protect("text", Purpose);
        for (var bit = 0; bit < cipher.Length * 8; bit++)
        {
            var changed = (byte[])cipher.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.ThrowsAny<CryptographicException>(() => Protector.Reveal(changed, Purpose));
        }
    }

    [Fact]
    public void A_ciphertext_of_any_shorter_length_is_refused()
    {
        var cipher = Protector.Protect("text", Purpose);

        Assert.All(
            Enumerable.Range(0, cipher.Length),
            length => Assert.ThrowsAny<CryptographicException>(() => Protector.Reveal(cipher[..length], Purpose)));
    }

    [Fact]
    public void The_newest_key_encrypts_and_all_decrypt()
    {
        var old = Protector.Protect("old", Purpose);
        var both = new SecretProtector(new Dictionary<ushort, byte[]> { [1] = FirstKey, [300] = SecondKey });
        var onlyNew = new SecretProtector(new Dictionary<ushort, byte[]> { [300] = SecondKey });

        Assert.Equal("old", both.Reveal(old, Purpose));
        Assert.Equal("new", onlyNew.Reveal(both.Protect("new", Purpose), Purpose));
        var error = Assert.Throws<CryptographicException>(() => onlyNew.Reveal(old, Purpose));
        Assert.Contains("key 1,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_must_be_there_and_of_32_bytes()
    {
        Assert.Throws<ArgumentException>(() => new SecretProtector(new Dictionary<ushort, byte[]>()));
        Assert.Throws<ArgumentException>(() => new SecretProtector(new Dictionary<ushort, byte[]> { [1] = new byte[16] }));
    }

    [Fact]
    public void A_purpose_must_be_named() => Assert.Throws<ArgumentException>(() => Protector.Protect("text", ""));

    [Fact]
    public void A_persnr_that_was_stored_before_is_still_read()
    {
        var stored = new PersnrProtector(
            new Dictionary<ushort, byte[]> { [258] = Key(0x42) }, new Dictionary<ushort, byte[]> { [1] = Key(0x17) });
        var cipher = Convert.FromHexString(StoredCipher);
        var lookup = Convert.FromHexString(StoredLookup);

        Assert.Equal("55110098692", stored.Reveal(cipher, lookup).Digits);
        Assert.True(Persnr.TryParse("55110098692", default, out var persnr));
        Assert.Equal(lookup, stored.Protect(persnr).Lookup);
        Assert.Equal(cipher[..3], stored.Protect(persnr).Cipher[..3]);
        Assert.Equal(cipher.Length, stored.Protect(persnr).Cipher.Length);
    }

    private static byte[] Key(byte value) => [.. Enumerable.Repeat(value, SecretProtector.KeyLength)];
}
