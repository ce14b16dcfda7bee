import { parseJson } from '../../model/json-field.ts'

export const jsonType = 'application/json'
export const formType = 'application/x-www-form-urlencoded'

const formBody = /^[\w.~%+*[\]-]+=[^\s<{}]*$/

/** Returns the type of a body that a check declares without one, by how it looks. */
export function typeOfBody(body: string): string {
  if (parseJson(body) !== undefined) return jsonType
  if (body.trimStart().startsWith('<')) return 'application/xml'
  return formBody.test(body) ? formType : 'text/plain'
}

/** Adds the type of a body to headers with lower-case names, unless they name one. */
export function withType(headers: Readonly<Record<string, string>>, type: string): Readonly<Record<string, string>> {
  return { 'content-type': type, ...headers }
}
