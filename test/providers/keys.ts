import { generateKeyPairSync } from 'node:crypto'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })

/** A private key in both spellings; it ends in a line break, as files do. */
export const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
export const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

/** A private key on P-256, as Apple gives it. */
export const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()
