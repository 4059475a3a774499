"""Which country's public holidays are usual in a zone. Data only."""

# A zone and the country whose public holidays are usual there.
USUAL_COUNTRY = {
    "Asia/Shanghai": "CN", "Asia/Urumqi": "CN", "Asia/Hong_Kong": "HK", "Asia/Taipei": "TW",
    "Asia/Macau": "MO", "Asia/Singapore": "SG", "Asia/Tokyo": "JP", "Asia/Seoul": "KR",
    "Asia/Kolkata": "IN", "Asia/Bangkok": "TH", "Asia/Jakarta": "ID", "Asia/Manila": "PH",
    "Asia/Kuala_Lumpur": "MY", "Asia/Ho_Chi_Minh": "VN", "Asia/Dubai": "AE",
    "Europe/London": "GB", "Europe/Dublin": "IE", "Europe/Berlin": "DE", "Europe/Vienna": "AT",
    "Europe/Zurich": "CH", "Europe/Paris": "FR", "Europe/Madrid": "ES", "Europe/Rome": "IT",
    "Europe/Amsterdam": "NL", "Europe/Brussels": "BE", "Europe/Warsaw": "PL",
    "Europe/Lisbon": "PT", "Europe/Stockholm": "SE", "Europe/Istanbul": "TR",
    "America/New_York": "US", "America/Chicago": "US", "America/Denver": "US",
    "America/Los_Angeles": "US", "America/Toronto": "CA", "America/Vancouver": "CA",
    "America/Mexico_City": "MX", "America/Sao_Paulo": "BR", "Australia/Sydney": "AU",
    "Australia/Melbourne": "AU", "Pacific/Auckland": "NZ",
}  # fmt: skip


def usual_country(zone: str) -> str:
    """Return the country (ISO 3166) whose holidays count in a zone, "" where none is known."""
    return USUAL_COUNTRY.get(zone, "")
