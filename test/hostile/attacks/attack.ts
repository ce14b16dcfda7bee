/** An attack that needs no server of its own to answer, and the outcome that it has to have. */
export type Attack = {
  readonly attack: string
  readonly expected: string
  /** Plays the attack, and returns its outcome in words. */
  see(): Promise<string> | string
  /** True for a process or keys of its own: `npm test` has other rows for the same rule. */
  readonly long?: true
}

export const refused = 'refused'

/** Makes a row of an attack that has to be refused; `got` is true if it was. */
export const refusal = (attack: string, got: () => Promise<boolean> | boolean): Attack => ({
  attack,
  expected: refused,
  see: async () => ((await got()) ? refused : 'accepted'),
})
