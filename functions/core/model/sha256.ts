import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'

/** SHA-256, or its HMAC under a key, in the shape that the SDK's signer asks for: Node's own, since it is in every function anyway. */
export class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: Source) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }

  update(data: Source): void {
    this.#hash.update(bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

type Source = string | ArrayBuffer | ArrayBufferView

function bytesOf(data: Source): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
