namespace BillingEngine.Messages;

/// <summary>
/// ISO 4217, list one, by scale ("minor unit"), as of 2025. Codes without a minor unit are left out, for no amount of
/// them has a scale: the precious metals XAU, XAG, XPD and XPT, the units XBA, XBB, XBC, XBD, XDR, XSU and XUA, the
/// test code XTS and "no currency" XXX. Fund codes that do have one (BOV, CHE, CLF and their like) are in.
/// </summary>
static class CurrencyTable
{
    const string WithoutDecimals = """
        BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
        """;

    const string WithTwoDecimals = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
        CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR
        ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV
        MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
        SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
        """;

    const string WithThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    const string WithFourDecimals = "CLF UYW";

    public static IEnumerable<Currency> All =>
    [
        .. OfScale(0, WithoutDecimals),
        .. OfScale(2, WithTwoDecimals),
        .. OfScale(3, WithThreeDecimals),
        .. OfScale(4, WithFourDecimals),
    ];

    static IEnumerable<Currency> OfScale(int scale, string codes) => codes
        .Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .Select(code => new Currency(new CurrencyCode(code), scale));
}
