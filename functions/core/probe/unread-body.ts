import type { ParsedAnswer } from './answer.ts'
import type { Observer } from './observation.ts'

/** Returns true if the check or its profile reads the body of an answer. */
export function readsBody({ check: { expect }, paths }: Observer): boolean {
  const { identity, environment, scopes } = paths
  return expect.assert.length > 0 || [identity, environment, scopes].some((place) => typeof place === 'string')
}

/** Says why the body of a good status proves nothing, and what to change. */
export function unreadWords(answer: ParsedAnswer, observer: Observer): string {
  const kind = kindOfBody(answer)
  if (!readsBody(observer))
    return answer.html ? `the answer is ${kind}, which is for people` : 'its body speaks of an error'
  return `the answer is ${kind}, not JSON, so ${wantedIn(observer).join(' and ')} found nothing; ${wayOut(observer)}`
}

function kindOfBody({ html, text }: ParsedAnswer): string {
  if (html) return 'a page (HTML)'
  if (text.trim() === '') return 'empty'
  return text.trimStart().startsWith('<') ? 'XML' : 'text'
}

/** Names what the check reads of the body; the profile, if only that does. */
function wantedIn({ check: { expect, paths } }: Observer): readonly string[] {
  const places = (['identity', 'environment', 'scopes'] as const).filter((name) => typeof paths[name] === 'string')
  const wanted = [...places.map((name) => `\`read.${name}\``), ...(expect.assert.length > 0 ? ['`assert`'] : [])]
  return wanted.length > 0 ? wanted : ['the profile']
}

/** The status alone can be judged only for one request of the check's own. */
function wayOut({ check: { profile, question } }: Observer): string {
  const isOwn = profile === 'http' && question.kind === 'request'
  return `use a \`ping\` that answers in JSON${isOwn ? ', or leave out `assert` and `identity`: then the status is compared with the answer to a broken credential' : ''}`
}
