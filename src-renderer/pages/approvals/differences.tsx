import type { JobDifference } from '#schemas'
import { Spelt } from '../../components/index.ts'

/** In what an edited job differs from what was asked, each side with a sign as well as a colour. */
export function JobDifferences({ differences }: { readonly differences: readonly JobDifference[] }) {
  if (differences.length === 0) return <p className="text-ink-2">Nothing is changed yet.</p>
  return (
    <ul className="flex flex-col divide-y divide-line rounded-sm border border-line font-mono text-meta">
      {differences.map(({ path, before, after }) => (
        <li key={path} className="p-2">
          <span className="text-ink-3">{path}</span>
          {before !== null && <Side sign="−" value={before} ground="bg-bad-tint" tone="text-bad" words="was" />}
          {after !== null && <Side sign="+" value={after} ground="bg-good-tint" tone="text-good" words="is" />}
        </li>
      ))}
    </ul>
  )
}

interface SideProps {
  readonly sign: string
  readonly value: unknown
  readonly ground: string
  readonly tone: string
  readonly words: string
}

function Side({ sign, value, ground, tone, words }: SideProps) {
  return (
    <div className={`flex gap-2 px-1 ${ground}`}>
      <span aria-hidden="true" className={tone}>
        {sign}
      </span>
      <span className="sr-only">{words}</span>
      <span className="min-w-0 break-all whitespace-pre-wrap">
        <Spelt text={typeof value === 'string' ? value : JSON.stringify(value)} />
      </span>
    </div>
  )
}
