import type { Check, Question } from '../core/check.ts'

/** Every address that probing a check, renewing its credential and looking after its consumers asks, as far as the config knows it. */
export function urlsOf({
  question,
  rotation,
  consumers,
}: Pick<Check, 'question' | 'rotation' | 'consumers'>): readonly URL[] {
  const written = [
    ...askedBy(question),
    rotation.by === 'ours' ? rotation.tokenUrl : null,
    ...consumers.map((consumer) => (consumer.kind === 'health' ? consumer.url : null)),
  ]
  return written.flatMap((url) => (url === null ? [] : [new URL(url)]))
}

function askedBy(question: Question): readonly (string | null)[] {
  switch (question.kind) {
    case 'request':
    case 'signed_jwt':
      return [question.ping.url]
    case 'client_credentials':
      return [question.tokenUrl, question.ping?.url ?? null]
    case 'introspection':
      return [question.introspectionUrl]
    case 'jwt':
      return [question.jwksUrl, question.ping?.url ?? null]
    case 'registry':
      return [question.url, `https://${question.tokenHost}`]
    case 'certificate':
    case 'declared':
      return []
  }
}
