/** Headers in their order and spelling on the wire; a name may occur twice. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** Returns the first value of a header; `name` is in lower case. */
export function headerOf(headers: HeaderList, name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1]
}

export function without(headers: HeaderList, name: string): HeaderList {
  return headers.filter(([one]) => one.toLowerCase() !== name)
}

/** Replaces all headers of a name with one. */
export function withHeader(headers: HeaderList, name: string, value: string): HeaderList {
  return [...without(headers, name), [name, value]]
}

/** Pairs up Node's flat list of raw header names and values. */
export function headerPairsOf(raw: readonly string[]): HeaderList {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? ''] as const)
}

/** Returns the token of `Authorization: Bearer <token>`; `undefined` if there is none. */
export function bearerOf(headers: HeaderList): string | undefined {
  return /^bearer +(\S+)$/i.exec(headerOf(headers, 'authorization') ?? '')?.[1]
}

export function withBearer(headers: HeaderList, token: string): HeaderList {
  return withHeader(headers, 'authorization', `Bearer ${token}`)
}
