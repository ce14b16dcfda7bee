/** Headers in the order and the spelling in which they travel; a name may come twice. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** The first value of a header, whatever its case. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1]
}

/** The same headers without any of this name. */
export function without(headers: HeaderList, name: string): HeaderList {
  return headers.filter(([one]) => one.toLowerCase() !== name)
}

/** Every header of this name gone and one of this value in their place. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  return [...without(headers, name), [name, value]]
}

/** Node's flat list of names and values, as it came over the wire. */
export function pairsOf(raw: readonly string[]): HeaderList {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? ''] as const)
}

/** The token of `Authorization: Bearer <token>`; undefined where there is none. */
export function bearerOf(headers: HeaderList): string | undefined {
  return /^bearer +(\S+)$/i.exec(headerOf(headers, 'authorization') ?? '')?.[1]
}

/** The same request with another bearer token. */
export function withBearer(headers: HeaderList, token: string): HeaderList {
  return withHeader(headers, 'authorization', `Bearer ${token}`)
}
