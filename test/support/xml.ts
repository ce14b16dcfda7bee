/** One element with its attributes and its content. */
export type XmlElement = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  readonly text: string
}

const tag = /<(\/?)([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w.-]*="[^"<]*")*)\s*(\/?)>/y
const attribute = /([A-Za-z][\w.-]*)="([^"<]*)"/g
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const cdata = '<![CDATA['
/** Characters that XML 1.0 allows in a document (www.w3.org/TR/xml/#charsets). */
const allowed = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

/** Reads a document of elements, attributes, text and CDATA strictly. Throws if it is not well-formed. */
export function parseXml(document: string): XmlElement {
  if (!allowed.test(document)) throw new Error('a character that XML does not have')
  const [head = ''] = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(document) ?? []
  if (head === '') throw new Error('no declaration')
  const top: Open = { name: '', attributes: new Map(), children: [], text: '' }
  const open: Open[] = [top]
  for (let at = head.length; at < document.length; ) {
    const current = open.at(-1) ?? top
    if (document[at] !== '<') {
      const end = document.indexOf('<', at)
      current.text += decoded(document.slice(at, end < 0 ? undefined : end))
      at = end < 0 ? document.length : end
      continue
    }
    if (document.startsWith(cdata, at)) {
      const end = document.indexOf(']]>', at)
      if (end < 0) throw new Error(`no end of CDATA at ${at}`)
      current.text += document.slice(at + cdata.length, end)
      at = end + ']]>'.length
      continue
    }
    tag.lastIndex = at
    const [whole = '', closing, name = '', attributes = '', empty] = tag.exec(document) ?? []
    if (whole === '') throw new Error(`no tag at ${at}`)
    at += whole.length
    if (closing === '/') {
      if (open.length < 2 || open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`)
      continue
    }
    const element: Open = { name, attributes: attributesIn(attributes), children: [], text: '' }
    current.children.push(element)
    if (empty !== '/') open.push(element)
  }
  const [root, ...others] = top.children
  if (open.length > 1 || root === undefined || others.length > 0 || top.text.trim() !== '')
    throw new Error('not one root')
  return root
}

type Open = {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: Open[]
  text: string
}

function attributesIn(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(attribute)].map(([, name = '', value = '']) => [name, decoded(value)] as const)
  const attributes = new Map(found)
  if (attributes.size < found.length) throw new Error('an attribute is there twice')
  return attributes
}

function decoded(text: string): string {
  return text.replace(/&(?:#(x[\dA-F]+|\d+)|(\w*))(;?)/g, (whole, digits: string | undefined, name = '', end) => {
    const character = digits === undefined ? entities[name] : String.fromCodePoint(Number(digits.replace(/^x/, '0x')))
    if (character === undefined || end !== ';') throw new Error(`${whole} is no entity`)
    return character
  })
}
