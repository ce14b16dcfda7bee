import { z } from 'zod'
import type { HeartbeatUrl } from '../../core/model/deployment.ts'
import { addressFault } from '../addresses.ts'
import { secretWith } from './secret.ts'
import { expected } from './text.ts'
import { url } from './url.ts'

const written = url
  .refine((href) => addressFault(new URL(href), []) === undefined, {
    error: 'expected an https URL with a public host: the service that watches must be outside of this network',
  })
  .transform((href): HeartbeatUrl => ({ url: href }))

const kept = secretWith('token').transform((secret): HeartbeatUrl => ({ secret }))

/** A URL outside of AWS, or the secret that holds it. */
export const heartbeatUrl = z.union([written, kept], {
  error: expected("an absolute https URL, or the secret that holds it: secret('<name>')"),
})
