import { timingSafeEqual } from 'node:crypto'
import { inspect } from 'node:util'
import { echoRemover, holdsEcho } from './echo.ts'
import { isPublicName, isRecognizableSecret, rememberSecrets } from './live-secrets.ts'

/** A role that a question needs and that was not read. The check does not name it. */
export class RoleMissing extends Error {
  readonly role: string

  constructor(role: string) {
    super(`the credential has no role ${role}`)
    this.role = role
  }
}

/**
 * A secret's value in memory, read for one probe. It always prints as `[secret]`. Only the modules named in
 * `test/core/model/credential.test.ts` may call `open`.
 */
export class Credential {
  readonly versionId: string | null
  readonly #values: ReadonlyMap<string, string>
  readonly #beside: readonly string[]

  /** `beside` holds values that are as secret as its own and are not sent with it: other fields of the secret, values that it was made with. */
  constructor(values: Readonly<Record<string, string>>, versionId: string | null, beside: readonly string[] = []) {
    this.#values = new Map(Object.entries(values))
    this.#beside = beside
    this.versionId = versionId
    rememberSecrets(this.#values, beside)
  }

  has(role: string): boolean {
    return this.#values.has(role)
  }

  /** Returns the value of one role. Throws `RoleMissing` for a role that was not read. */
  open(role: string): string {
    const value = this.#values.get(role)
    if (value === undefined) throw new RoleMissing(role)
    return value
  }

  /** Lists the roles whose values no output can be searched for: too short, or too uniform. */
  plainRoles(): readonly string[] {
    return [...this.#values].flatMap(([role, value]) =>
      isPublicName(role) || isRecognizableSecret(value) ? [] : [role],
    )
  }

  /** Returns a credential of the same shape that is certainly invalid: the end of every value differs. It is as secret as this one. */
  broken(): Credential {
    const values = [...this.#values].map(([role, value]) => [role, brokenValue(value)])
    return this.derived(Object.fromEntries(values))
  }

  /** Returns a credential that was made with this one, such as a minted token. A text that names either of them is known to hold both. */
  derived(values: Readonly<Record<string, string>>): Credential {
    return new Credential(values, this.versionId, this.#all)
  }

  /** Returns true if another credential has the same roles and values. The time that it takes does not show where they differ. */
  sameAs(other: Credential): boolean {
    const roles = [...this.#values]
    if (roles.length === 0 || roles.length !== other.#values.size) return false
    const equal = roles.map(([role, value]) => equalValues(value, other.#values.get(role)))
    return equal.every((one) => one)
  }

  /** Returns true if one of the values is this text. */
  holds(text: string): boolean {
    return [...this.#values.values()].some((value) => equalValues(value, text))
  }

  /** Returns true if each of the values is one of these texts. */
  isAmong(texts: readonly string[]): boolean {
    const found = [...this.#values.values()].map((value) => texts.map((text) => equalValues(value, text)))
    return found.length > 0 && found.every((one) => one.includes(true))
  }

  /** Returns true if a text holds any eight characters of a value, or of one beside it, plain or in an encoding that a server may use. */
  isIn(text: string): boolean {
    return holdsEcho(text, this.#all)
  }

  /** Returns a function that takes whole values out of a text, plain or encoded. */
  remover(): (text: string) => string {
    return echoRemover([...this.#values.values()])
  }

  get #all(): readonly string[] {
    return [...this.#values.values(), ...this.#beside]
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [Symbol.toPrimitive](): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

function equalValues(one: string, other: string | undefined): boolean {
  const [here, there] = [Buffer.from(one), Buffer.from(other ?? '')]
  return other !== undefined && here.length === there.length && timingSafeEqual(here, there)
}

/** Characters at the end that change: more than base64 leaves unused, and few enough to keep the prefix of a provider's tokens. */
const brokenCharacters = 12

/** Replaces each letter and digit at the end by the next one of its kind. */
function brokenValue(value: string): string {
  const start = Math.max(0, value.length - brokenCharacters)
  const end = value.slice(start).replace(/[A-Za-z0-9]/g, (character) => next(character))
  return end === value.slice(start) ? `${value}x` : value.slice(0, start) + end
}

const kinds = ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz', '0123456789']

function next(character: string): string {
  const kind = kinds.find((one) => one.includes(character)) ?? ''
  return kind[(kind.indexOf(character) + 1) % kind.length] ?? character
}
