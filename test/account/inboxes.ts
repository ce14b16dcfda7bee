/** A mailbox and a web server of whoever starts the run; null where there is none. Only their owner sees what they receive. */
export type Inboxes = { readonly email: string | null; readonly https: string | null }

/** Reads the inboxes from the environment of the run. */
export function inboxesIn(environment: Readonly<Record<string, string | undefined>>): Inboxes {
  return { email: environment['PROOF_EMAIL'] ?? null, https: environment['PROOF_HTTPS'] ?? null }
}
