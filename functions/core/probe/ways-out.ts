/** The way out of a failure, by its code: what in the config, the secret or the network a person can change. */
export const waysOut: Readonly<Record<string, string>> = {
  certificate_not_trusted:
    'no known authority vouches for the certificate: if it is one of yours, name it in `privateCa`',
  certificate_expired: 'the certificate of the host is out of its dates: its owner has to replace it',
  certificate_for_another_name: 'the certificate of the host is for another name: correct the host in the address',
  certificate_refused: 'the certificate of the host is too weak, or not made for servers: its owner has to replace it',
  handshake_failed: 'the host speaks no TLS that Node accepts: check its port and its versions of TLS',
  address_not_allowed:
    'the host has only private or loopback addresses that `allowPrivate` does not name: name their range there, such as 10.0.0.0/8 or 127.0.0.0/8, if it is one of yours',
  host_not_bound:
    'the tag tokenwatch:hosts of its secret does not name this host: correct the address of the check, or let the owner of the secret add the host to the tag',
  realm_elsewhere:
    'the registry sends its credentials to a host that the check does not name: if it is yours, name it in `tokenHost`',
  no_challenge: 'the address asks for no credential as a registry does: correct `host`',
  name_not_found: 'no such host: correct the address of the check, or give the probe a name server that knows it',
  name_lookup_failed: 'the name server did not answer for this host',
  connection_refused: 'nothing listens at this host and port: correct the address, or start the service',
  no_route: 'the network of the probe has no way to this host: check its routes and security groups',
  connection_lost: 'the connection ended before the answer came',
  no_answer: 'the connection ended without an answer',
  deadline: 'the host did not answer in time',
  credential_has_to_wait:
    'the host asked this credential to wait, and is asked again afterwards: if that comes often, raise `every` or lower `budget`',
  host_timed_out_for_others: 'the host did not answer other checks either, so it was not asked for this one',
  host_asked_others_to_wait:
    'the host asked other credentials to wait, so it was not asked for this one: if that comes often, raise `every` or lower `budget`',
  headers_too_large: 'use a ping with smaller headers',
  body_too_large: 'use a ping with a smaller answer',
  answer_too_large: 'use a ping with a smaller answer',
  malformed_answer: 'the answer is not HTTP: correct the scheme and the port of the address',
  encoding_unknown: 'the answer is encoded although nothing was asked for: use a ping that is sent as it is',
  role_missing: 'the request needs a role that `secret` does not name: name its field there',
  internal_error:
    'Tokenwatch itself failed before it had an answer, which says nothing of the credential: report it, with the check as `validate --expand` prints it',
  not_sendable: 'the value has characters that no header and no address can carry: store the credential alone',
  scheme_included:
    'the value begins with the word of a scheme, such as Bearer: store it without that word, or send it whole with `send: raw()`',
  not_a_jwt: 'the value is no JWT, which has three parts with dots between them: store the token alone',
  not_a_private_key: 'the value is no private key in PEM: store the whole file, with its first and its last line',
  not_a_certificate: 'the value is no certificate in PEM: store the whole file, with its first and its last line',
  key_of_another_certificate: 'the private key belongs to another certificate: store the two together',
}

/** Returns the way out of a failure; null for a code that has none. */
export function wayOutOf(code: string): string | null {
  return waysOut[code] ?? null
}
