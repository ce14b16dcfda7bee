import { z } from 'zod'

const text = z.string().min(1)

/** Settings of the issuer of `chaos serve --issuer <file>`. They hold no secret. */
export const issuerSettings = z.strictObject({
  clientId: text,
  /** Scopes that the client may have. The fault `scope.reduced` takes the first one away. */
  scopes: z.array(text).min(1),
  /** `opaque` tokens are asked about at the introspection endpoint, a `jwt` is verified with the key set. */
  format: z.enum(['opaque', 'jwt']).default('jwt'),
  ttlSeconds: z.number().int().min(1).max(86_400).default(3_600),
  /** `aud` that the API demands. */
  audience: text.nullable().default(null),
  /** Client with which the API asks about tokens. It has the first client secret and keeps it when faults rotate the service's. */
  apiClientId: text.default('api'),
  /** Secret from which the service reads its client, by the names of its fields. `AWS_ENDPOINT_URL_SECRETS_MANAGER` leads to it. */
  secret: z
    .strictObject({
      id: text,
      fields: z.strictObject({ id: text, secret: text }).default({ id: 'client_id', secret: 'client_secret' }),
    })
    .nullable()
    .default(null),
})
export type IssuerSettings = z.output<typeof issuerSettings>
