/**
 * Returns text of a config, a provider or a service as Markdown that shows it literally, on one line. Works in table cells, list items
 * and headings. Every ASCII punctuation character may be escaped so (spec.commonmark.org/0.31.2/#backslash-escapes).
 */
export function escapeMarkdown(text: string): string {
  return text
    .trim()
    .replace(/[\\`*_[\]<>|#~&!]/g, '\\$&')
    .replace(/\s+/g, ' ')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)(?=[.)])/, '$1\\')
}
