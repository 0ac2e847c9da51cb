import { memo, useState } from 'react'
import { Button, Spelt } from '../components/index.ts'
import { createDocumentReader } from './document-reader.ts'
import type { Block, Part } from './markdown.ts'
import { readSpans } from './spans.ts'

/**
 * A document that a job wrote: its structure drawn by our own elements, its text as it is. No link leads anywhere. However long
 * it is, only so much of it is drawn as was asked for: the page must stay quick, above all its kill switch.
 */
export function DocumentView({ text }: { readonly text: string }) {
  const [reader] = useState(() => createDocumentReader())
  const [wanted, setWanted] = useState(1)
  const { parts, more } = reader.read(text, wanted)
  return (
    <article aria-label="Document" className="flex max-w-[72ch] flex-col gap-3 text-field break-words">
      {parts.map((part) => (
        <PartView key={part.from} part={part} />
      ))}
      {more && (
        <Button size="small" className="self-start" onClick={() => setWanted(parts.length + 1)}>
          Show more of it
        </Button>
      )}
    </article>
  )
}

const PartView = memo(({ part }: { readonly part: Part }) =>
  part.blocks.map((block, at) => (
    // Blocks have no identity but their place, and what was read never changes.
    <BlockView key={at} block={block} />
  )),
)
PartView.displayName = 'PartView'

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return <Heading level={block.level} text={block.text} />
    case 'code':
      return (
        <pre className="overflow-x-auto rounded-sm bg-sunken p-2 font-mono text-meta break-words whitespace-pre-wrap">
          <Spelt text={block.text} />
        </pre>
      )
    case 'list':
      return <List {...block} />
    case 'quote':
      return (
        <blockquote className="border-l-2 border-control pl-3 whitespace-pre-line text-ink-2">
          <Text text={block.text} />
        </blockquote>
      )
    case 'table':
      return <Table head={block.head} rows={block.rows} />
    case 'rule':
      return <hr className="border-line" />
    case 'paragraph':
      return (
        <p className="whitespace-pre-line">
          <Text text={unwrapped(block.text)} />
        </p>
      )
  }
}

/** Lines that a paragraph was wrapped into run on; a break that was meant ends in two spaces. */
function unwrapped(text: string): string {
  return text.replaceAll(/(?<! {2})\n/g, ' ')
}

/** Text with what its author marked in it. */
function Text({ text }: { readonly text: string }) {
  return readSpans(text).map(({ text: part, mark }, at) => {
    // Parts have no identity but their place.
    const shown = <Spelt key={at} text={part} />
    if (mark === 'code')
      return (
        <code key={at} className="rounded-sm bg-sunken px-1 font-mono text-body">
          {shown}
        </code>
      )
    if (mark === 'strong') return <strong key={at}>{shown}</strong>
    return mark === 'emphasis' ? <em key={at}>{shown}</em> : shown
  })
}

function List({ ordered, items, start }: Extract<Block, { kind: 'list' }>) {
  const Kind = ordered ? 'ol' : 'ul'
  return (
    <Kind className={ordered ? 'list-decimal pl-6' : 'list-disc pl-5'} {...(ordered && { start: start ?? 1 })}>
      {items.map((item, at) => (
        // Items have no identity but their place.
        <li key={at}>
          <Text text={item} />
        </li>
      ))}
    </Kind>
  )
}

function Table({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="text-left">
        <thead>
          <tr className="border-b border-control">
            {head.map((cell, at) => (
              // Columns have no identity but their place.
              <th key={at} scope="col" className="py-1 pr-6 font-strong">
                <Text text={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // As above.
            <tr key={at} className="border-b border-line align-top">
              {head.map((_, column) => (
                <td key={column} className="py-1 pr-6">
                  <Text text={row[column] ?? ''} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The page has headings of its own above it, so those of a document begin at the third level. */
function Heading({ level, text }: { readonly level: 1 | 2 | 3; readonly text: string }) {
  const shown = <Text text={text} />
  if (level === 1) return <h3 className="mt-2 text-title font-strong first:mt-0">{shown}</h3>
  if (level === 2) return <h4 className="mt-1 text-section font-strong">{shown}</h4>
  return <h5 className="font-strong">{shown}</h5>
}
