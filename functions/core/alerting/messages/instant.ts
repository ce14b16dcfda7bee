/** Formats an instant for people, to the minute: `2026-11-21 12:00 UTC`. */
export function instantOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
