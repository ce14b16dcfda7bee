import { CookieJar } from 'tough-cookie'
import type { Variables } from '../experiment/variables.ts'
import { memberAt } from '../intruder/acceptance.ts'
import { secretsInRequest } from '../token/secrets-in.ts'
import type { OwnSecrets } from './own-secrets.ts'

/** Values that a user keeps between its requests. Cookies go only to the hosts and paths that they were set for (RFC 6265). */
export type UserSession = {
  readonly saved: Map<string, string>
  /** Returns the `Cookie` header for a URL; empty without cookies. */
  cookiesFor(url: string): Promise<string>
  keepCookies(url: string, header: string | readonly string[] | undefined): Promise<void>
  /** Saves values of a JSON answer by pointer. Returns false if one is missing. */
  keepValues(save: Readonly<Record<string, string>>, answered: string): boolean
  /** Returns true for a redirect of a step whose first answer was none: the call was led away, to a login or an error. */
  isAstray(step: object, status: number): boolean
  /** Notes the credentials of a request that is about to be sent. */
  sends(request: SentRequest): void
}

export type SentRequest = {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** Words of a cookie's name that say it stands for a login. */
const loginCookie = /sess|sid\b|auth|token|jwt|login|remember/i

export function openSession(variables: Variables, own: Pick<OwnSecrets, 'saw' | 'isNamed'>): UserSession {
  const jar = new CookieJar()
  const saved = new Map(variables)
  const redirecting = new WeakMap<object, boolean>()
  return {
    saved,
    cookiesFor: (url) => jar.getCookieString(url),
    async keepCookies(url, header) {
      for (const line of [header ?? []].flat()) {
        const cookie = await jar.setCookie(line, url, { ignoreError: true })
        // A cookie that scripts of a page must not read is a credential, whatever its name.
        if (cookie !== undefined && (cookie.httpOnly || loginCookie.test(cookie.key) || own.isNamed(cookie.key)))
          own.saw({ field: cookie.key, value: cookie.value })
      }
    },
    keepValues(save, answered) {
      const pointers = Object.entries(save)
      if (pointers.length === 0) return true
      const json = jsonOf(answered)
      return pointers.every(([name, pointer]) => {
        const value = memberAt(json, pointer)
        if (typeof value !== 'string' && typeof value !== 'number') return false
        saved.set(name, String(value))
        const field = pointer.split('/').at(-1) ?? ''
        if ([name, field].some(own.isNamed)) own.saw({ field, value: String(value) })
        return true
      })
    },
    isAstray(step, status) {
      const isRedirect = status >= 300 && status < 400 && status !== 304
      const usual = redirecting.get(step)
      if (usual === undefined && status < 400) redirecting.set(step, isRedirect)
      return isRedirect && usual === false
    },
    sends({ method, url, headers, body }) {
      const request = { plane: 'api', method, path: url.pathname, query: url.search, caller: 'load' } as const
      const read = { headers: Object.entries(headers), ...(body === null ? {} : { body }) }
      for (const secret of secretsInRequest({ ...request, ...read })) own.saw(secret)
    },
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
