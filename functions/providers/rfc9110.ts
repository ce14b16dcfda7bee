/** Source of what a status means. */
export const rfc9110 = {
  evidence: 'standard',
  title: 'RFC 9110, HTTP Semantics',
  url: 'https://www.rfc-editor.org/rfc/rfc9110',
  seen: '2026-11-21',
} as const
