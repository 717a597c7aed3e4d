/** Hashes of addresses, as advertising platforms and exports give them instead of the address. */

/** 32 bytes in base64 are 43 signs, of which the last says four bits only; the padding may be missing. */
const base64 = '^[A-Za-z0-9+/_-]{42}[AEIMQUYcgkosw048]=?$';

/**
 * A SHA-256 in hexadecimal (of any case) or base64 (also the kind for URLs) as small hexadecimal digits, as SQL; NULL for any
 * other text.
 */
export function hashAsHex(text: string): string {
  const signs = `REPLACE(REPLACE(SUBSTR(TRIM(${text}), 1, 43), '-', '+'), '_', '/')`;
  return `CASE
      WHEN REGEXP_CONTAINS(TRIM(${text}), r'^[0-9A-Fa-f]{64}$') THEN LOWER(TRIM(${text}))
      WHEN REGEXP_CONTAINS(TRIM(${text}), r'${base64}') THEN TO_HEX(FROM_BASE64(CONCAT(${signs}, '=')))
    END`;
}

/** The hash of an address in small letters and without outer blanks, as others make it. */
export function hashOfAddress(address: string): string {
  return `TO_HEX(SHA256(LOWER(TRIM(${address}))))`;
}
