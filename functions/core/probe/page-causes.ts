import { addressWords, guardWords, lockWords, rateWords, troubleWords } from '../model/error-words.ts'
import { shownText, textSays } from '../model/word-search.ts'
import type { ParsedAnswer } from './answer.ts'

/** Words of a page for people that say nothing of the credential. A page to log in may ask for a second factor. */
const pageCauses = [troubleWords, rateWords, addressWords, lockWords, guardWords]

/** Returns true if the text that a page shows names a cause of its own. */
export function pageNamesCause(page: string): boolean {
  const shown = shownText(page)
  return pageCauses.some((words) => textSays(shown, words))
}

/**
 * Returns true if a redirect leads nowhere, or to an address that names a cause: in its path, or as the value of an error. The name of the
 * host and the address to return to name none.
 */
export function addressNamesCause({ status, header }: ParsedAnswer): boolean {
  if (status < 300 || status > 399) return false
  const location = header('location') ?? ''
  const [, path = '', query = ''] = /^(?:https?:)?(?:\/\/[^/?#]*)?([^?#]*)[?#]?(.*)$/s.exec(location) ?? []
  const reasons = [...query.matchAll(reasonParameter)].map(([, value = '']) => spaced(value))
  const said = [spaced(path), ...reasons]
  if (location.trim() === '') return true
  return said.some((text) => [...pageCauses, otherPlaces].some((words) => textSays(text, words)))
}

const reasonParameter = /(?:^|[?&#;])(?:error|error_description|err|reason|code|message|msg|status|cause)=([^&#;]*)/gi

const spaced = (text: string): string => text.replaceAll(/%[\da-f]{2}|[^A-Za-z0-9]+/gi, ' ')

/** Words in the path or the reason of a page that is no login. */
const otherPlaces = [
  ...['cdn cgi', 'denied', 'forbidden', 'permission', 'permissions', 'suspended', 'disabled', 'paused', 'archived'],
  ...['not allowed', 'mfa', '2fa', 'otp', 'terms', 'onboarding', 'change password', 'password change'],
]
