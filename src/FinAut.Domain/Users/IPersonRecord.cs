namespace FinAut.Domain.Users;

/// <summary>A record of a person that is visible by itself, without a look at the person.</summary>
public interface IPersonRecord
{
    /// <summary>The person.</summary>
    long UserId { get; }

    /// <summary>The person's present employer, the same as <see cref="User.CompanyId"/>. The context sets it when it saves.</summary>
    long CompanyId { get; set; }
}
