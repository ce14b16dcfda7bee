import type { Placement, Question } from '../../functions/core/model/question.ts'

/** Describes a request as people read it: method and address, then what it carries. */
export function asked(question: Question): readonly string[] {
  switch (question.kind) {
    case 'request':
      return [
        `${question.ping.method} ${question.ping.url}`,
        `with ${question.send.map(placed).join(' and ')}`,
        ...Object.entries(question.ping.headers).map(([name, value]) => `with ${name}: ${value}`),
      ]
    case 'login':
      return [
        `${question.login.method} ${question.login.url}, with ${question.loginSend.map(placed).join(' and ')}`,
        `then ${question.ping.method} ${question.ping.url} with the session`,
      ]
    case 'client_credentials':
      return [
        `POST ${question.tokenUrl}`,
        ...(question.ping === null ? [] : [`then ${question.ping.method} ${question.ping.url}`]),
      ]
    case 'introspection':
      return [`POST ${question.introspectionUrl}`]
    case 'jwt':
      return ['the claims of the token, then its key set, then the API']
    case 'signed_jwt':
      return [
        `${question.ping.method} ${question.ping.url}`,
        `with a JWT that the private key signs (${question.algorithm ?? 'RS256'})`,
      ]
    case 'sigv4':
      return [`${question.ping.method} ${question.ping.url}`, 'signed with the key, which is never sent']
    case 'registry':
      return [
        `GET ${question.url} without a credential`,
        'then the token server that its challenge names, with basic authentication',
        'then the registry with the token, or the tags of the repository, and the token server without a credential',
      ]
    case 'certificate':
      return ['nothing: the certificate is read']
    case 'declared':
      return ['nothing: the check declares its dates']
  }
}

function placed(placement: Placement): string {
  switch (placement.in) {
    case 'header':
      return `${placement.role} in ${placement.name}${placement.prefix === '' ? '' : ` after "${placement.prefix.trim()}"`}`
    case 'basic':
      return 'basic authentication'
    case 'query':
      return `${placement.role} in the query, which is never logged`
    case 'path':
      return `${placement.role} in the path, which is never logged`
    case 'cookie':
      return `${placement.role} in the cookie ${placement.name}`
    case 'json':
    case 'form':
      return `${placement.role} in the body`
  }
}
