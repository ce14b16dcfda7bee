/** Another cause of an answer that a dead credential gets: a living one gets the very same. */
export type SecondCause = {
  /** A clause: `its app does not allow this address`. */
  readonly cause: string
  /** Step of a person that tells both apart: `look at its allowed addresses, then replace the token`. */
  readonly wayOut: string
  /**
   * `setting` for what the check itself says wrongly, such as a region: it is ruled out once this question was answered well. `changing` for
   * what may begin at any time, such as a list of addresses. A broken credential is answered so in any case, so no comparison rules it out.
   */
  readonly kind: 'setting' | 'changing'
}
