/** Rule of a token that an issuer gave, and that no API was asked with. */
export const tokenIssued = 'token-issued'
