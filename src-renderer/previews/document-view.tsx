import { useMemo } from 'react'
import { Spelt } from '../components/index.ts'
import { type Block, readMarkdown } from './markdown.ts'

/** A document that a job wrote: its structure drawn by our own elements, its text as it is. No link leads anywhere. */
export function DocumentView({ text }: { readonly text: string }) {
  const blocks = useMemo(() => readMarkdown(text), [text])
  return (
    <article aria-label="Document" className="flex max-w-[72ch] flex-col gap-3 text-field break-words">
      {blocks.map((block, at) => (
        // Blocks have no identity but their place, and the text never changes.
        <BlockView key={at} block={block} />
      ))}
    </article>
  )
}

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
      return (
        <ul className="list-disc pl-5">
          {block.items.map((item, at) => (
            // As above.
            <li key={at}>
              <Spelt text={item} />
            </li>
          ))}
        </ul>
      )
    case 'rule':
      return <hr className="border-line" />
    case 'paragraph':
      return (
        <p className="whitespace-pre-line">
          <Spelt text={block.text} />
        </p>
      )
  }
}

/** The page has headings of its own above it, so those of a document begin at the third level. */
function Heading({ level, text }: { readonly level: 1 | 2 | 3; readonly text: string }) {
  const shown = <Spelt text={text} />
  if (level === 1) return <h3 className="text-title font-strong">{shown}</h3>
  if (level === 2) return <h4 className="text-section font-strong">{shown}</h4>
  return <h5 className="font-strong">{shown}</h5>
}
