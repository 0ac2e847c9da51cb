import { InfoIcon, ShieldIcon, UnknownIcon, WarningIcon } from './icons/index.ts'
import { Spelt } from './spell-out.tsx'

export interface PermissionLinesProps {
  /** Who sees to it: the system, Interlock’s own checks, nobody, or not known. */
  kept_by: 'os' | 'policy' | 'nobody' | null
  title: string
  sentences: readonly string[]
}

const signs = {
  os: { icon: ShieldIcon, tone: 'text-good' },
  policy: { icon: InfoIcon, tone: 'text-neutral' },
  nobody: { icon: WarningIcon, tone: 'text-warn' },
  unknown: { icon: UnknownIcon, tone: 'text-ask' },
} as const

/** What commands may do, as far as one and the same keeps them to it. */
export function PermissionLines({ kept_by, title, sentences }: PermissionLinesProps) {
  const { icon: Sign, tone } = signs[kept_by ?? 'unknown']
  return (
    <div>
      <h3 className={`mb-1 flex items-center gap-1.5 ${tone}`}>
        <Sign />
        {title}
      </h3>
      <ul className="flex list-disc flex-col gap-1 pl-5 marker:text-ink-3">
        {sentences.map((sentence) => (
          <li key={sentence} className="break-words">
            <Spelt text={sentence} />
          </li>
        ))}
      </ul>
    </div>
  )
}
