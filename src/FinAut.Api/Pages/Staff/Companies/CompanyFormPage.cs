using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>A page with what staff know of a company.</summary>
internal abstract class CompanyFormPage(FinAutDbContext db) : CompanyPage(db)
{
    /// <summary>What is typed.</summary>
    [BindProperty]
    public CompanyForm Form { get; set; } = new();

    /// <summary>Reads the form; what is wrong is noted.</summary>
    protected async Task<(string Navn, string Orgnr, string Hjemmeside)> ReadAsync(string orgnrBefore)
    {
        var navn = ReadLine("Form.Navn", Form.Navn, Company.NavnMaxLength);
        var hjemmeside = ReadLine("Form.Hjemmeside", Form.Hjemmeside, Company.HjemmesideMaxLength, required: false);
        if (ModelState.IsValid && CompanyForm.CheckHjemmeside(hjemmeside, L) is { } badPage)
        {
            Fault("Form.Hjemmeside", badPage);
        }

        // One that was stored before may stay as it is.
        if (Form.Digits != orgnrBefore && await Form.CheckOrgnrAsync(Db, Id, L, HttpContext.RequestAborted) is { } badNumber)
        {
            Fault("Form.Orgnr", badNumber);
        }

        return (navn, Form.Digits, hjemmeside);
    }
}
