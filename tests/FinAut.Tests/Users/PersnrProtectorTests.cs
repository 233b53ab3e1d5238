using System.Security.Cryptography;
using System.Text;
using FinAut.Domain.Users;

namespace FinAut.Tests.Users;

public sealed class PersnrProtectorTests
{
    private const ushort Old = 1;
    private const ushort New = 2;

    private static readonly Persnr Kari = Persnr.FromStored("55110098692");
    private static readonly Persnr Ola = Persnr.FromStored("55110094247");
    private static readonly PersnrProtector Protector = Make([Old], [Old]);

    [Fact]
    public void What_was_protected_is_revealed()
    {
        var stored = Protector.Protect(Kari);

        Assert.Equal(Kari, Protector.Reveal(stored.Cipher, stored.Lookup));
    }

    [Fact]
    public void Neither_column_holds_the_number()
    {
        var stored = Protector.Protect(Kari);

        Assert.InRange(stored.Cipher.Length, 1, PersnrProtector.CipherMaxLength);
        Assert.Equal(PersnrProtector.LookupLength, stored.Lookup.Length);
        Assert.DoesNotContain(Kari.Digits, Encoding.Latin1.GetString(stored.Cipher), StringComparison.Ordinal);
        Assert.NotEqual(SHA256.HashData(Encoding.ASCII.GetBytes(Kari.Digits)), stored.Lookup);
    }

    [Fact]
    public void The_same_number_is_never_encrypted_alike_but_found_alike()
    {
        var stored = Enumerable.Range(0, 1000).Select(_ => Protector.Protect(Kari)).ToList();

        Assert.Equal(stored.Count, stored.Select(s => Convert.ToHexString(s.Cipher.AsSpan(3, 12))).Distinct().Count());
        Assert.Single(stored.Select(s => Convert.ToHexString(s.Lookup)).Distinct());
        Assert.NotEqual(Protector.Protect(Ola).Lookup, stored[0].Lookup);
    }

    [Fact]
    public void The_newest_key_encrypts_and_all_decrypt()
    {
        var rotated = Make([Old, New], [Old]);
        var before = Protector.Protect(Kari);
        var after = rotated.Protect(Kari);

        Assert.Equal([1, 0, (byte)Old], before.Cipher[..3]);
        Assert.Equal([1, 0, (byte)New], after.Cipher[..3]);
        Assert.Equal(Kari, rotated.Reveal(before.Cipher, before.Lookup));
        Assert.Equal(Kari, rotated.Reveal(after.Cipher, after.Lookup));
    }

    [Fact]
    public void Key_numbers_above_a_byte_are_told_apart()
    {
        var stored = Make([1, 257], [Old]).Protect(Kari);

        Assert.Equal([1, 1, 1], stored.Cipher[..3]);
        Assert.Equal(Kari, Make([257], [Old]).Reveal(stored.Cipher, stored.Lookup));
    }

    [Fact]
    public void A_missing_key_is_named_by_its_number_only()
    {
        var stored = Make([New], [Old]).Protect(Kari);

        var refused = Assert.Throws<CryptographicException>(() => Protector.Reveal(stored.Cipher, stored.Lookup));

        Assert.Contains("key 2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Kari.Digits, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_key_of_the_same_number_reveals_nothing()
    {
        var stored = Protector.Protect(Kari);
        var other = new PersnrProtector(
            new Dictionary<ushort, byte[]> { [Old] = RandomNumberGenerator.GetBytes(PersnrProtector.KeyLength) },
            new Dictionary<ushort, byte[]> { [Old] = Key(Old) });

        Assert.ThrowsAny<CryptographicException>(() => other.Reveal(stored.Cipher, stored.Lookup));
    }

    [Fact]
    public void A_ciphertext_that_was_moved_to_another_person_is_refused()
    {
        var (kari, ola) = (Protector.Protect(Kari), Protector.Protect(Ola));

        Assert.ThrowsAny<CryptographicException>(() => Protector.Reveal(kari.Cipher, ola.Lookup));
    }

    [Fact]
    public void A_ciphertext_that_was_changed_anywhere_is_refused()
    {
        var stored = Protector.Protect(Kari);

        Assert.All(Enumerable.Range(0, stored.Cipher.Length), at =>
        {
            var changed = stored.Cipher.ToArray();
            changed[at] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => Protector.Reveal(changed, stored.Lookup));
        });
        Assert.ThrowsAny<CryptographicException>(() => Protector.Reveal(stored.Cipher[..^1], stored.Lookup));
        Assert.ThrowsAny<CryptographicException>(() => Protector.Reveal([], stored.Lookup));
    }

    [Fact]
    public void Every_lookup_key_is_searched_and_the_newest_written()
    {
        var rotated = Make([Old], [Old, New]);

        var lookups = rotated.Lookups(Kari);

        Assert.Equal(2, lookups.Length);
        Assert.Equal(rotated.Protect(Kari).Lookup, lookups[0]);
        Assert.Equal(Protector.Protect(Kari).Lookup, lookups[1]);
    }

    [Fact]
    public void A_row_under_an_old_lookup_key_is_still_revealed()
    {
        var before = Protector.Protect(Kari);

        Assert.Equal(Kari, Make([Old, New], [Old, New]).Reveal(before.Cipher, before.Lookup));
    }

    [Theory]
    [InlineData(0, 1, 32)]
    [InlineData(1, 0, 32)]
    [InlineData(1, 1, 31)]
    [InlineData(1, 1, 33)]
    public void Missing_keys_and_keys_of_another_length_are_refused(int encryptionKeys, int lookupKeys, int length)
    {
        static Dictionary<ushort, byte[]> Keys(int count, int length) =>
            Enumerable.Range(1, count).ToDictionary(number => (ushort)number, _ => new byte[length]);

        Assert.Throws<ArgumentException>(() => new PersnrProtector(Keys(encryptionKeys, length), Keys(lookupKeys, PersnrProtector.KeyLength)));
        Assert.Throws<ArgumentException>(() => new PersnrProtector(Keys(encryptionKeys, PersnrProtector.KeyLength), Keys(lookupKeys, length)));
    }

    private static PersnrProtector Make(ushort[] encryptionKeys, ushort[] lookupKeys) =>
        new(encryptionKeys.ToDictionary(number => number, Key), lookupKeys.ToDictionary(number => number, number => Key((ushort)(number + 1000))));

    private static byte[] Key(ushort number) => SHA256.HashData(BitConverter.GetBytes(number));
}
