import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { cx } from './cx.ts'
import { WarningIcon } from './icons/index.ts'
import { InCode } from './in-code.tsx'

export interface ErrorPanelProps {
  /** What happened, as a sentence. */
  what: string
  /** What is safe: what did not change, what is still there. */
  safe?: string | undefined
  /** What to do next; commands in backticks. */
  todo: string
  /** For a search or a report; copied with the rest. */
  code: string
  /** A button that tries again or leads on. */
  action?: ReactNode
  className?: string | undefined
}

/** A failure in the place where it matters: what, what is safe, what to do, a code to copy. */
export function ErrorPanel({ what, safe, todo, code, action, className }: ErrorPanelProps) {
  return (
    <div role="alert" className={cx('flex gap-3 rounded-lg border border-bad bg-bad-tint p-4 text-ink', className)}>
      <WarningIcon size={20} className="text-bad" />
      <div className="min-w-0 flex-1">
        <p className="font-strong break-words">{what}</p>
        {safe !== undefined && <p className="mt-1 text-ink-2">{safe}</p>}
        <p className="mt-1 text-ink-2">
          <InCode text={todo} />
        </p>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          {action}
          <code className="text-meta text-ink-2">{code}</code>
          <CopyButton text={[code, what, safe, todo].filter(Boolean).join('\n')} label="Copy this message" />
        </div>
      </div>
    </div>
  )
}
