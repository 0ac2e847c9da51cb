import type { PromotionEffect, PromotionPlan } from '#schemas'
import { formatBytes, formatCount } from '#schemas/format'
import { CheckIcon, cx, DocumentIcon, PlusIcon, Spelt } from '../../components/index.ts'

/** Each thing a promotion creates or changes, in words. */
export function Effects({ plan }: { readonly plan: PromotionPlan }) {
  return (
    <ul aria-label="What it creates or changes" className="flex flex-col gap-2">
      {plan.effects.map((effect) => (
        <Effect key={`${effect.workspace} ${effect.path}`} effect={effect} />
      ))}
    </ul>
  )
}

const SIGNS = { create: PlusIcon, change: DocumentIcon, same: CheckIcon } as const

function Effect({ effect }: { readonly effect: PromotionEffect }) {
  const Sign = SIGNS[effect.act]
  return (
    <li className="flex gap-2">
      <Sign className={cx('mt-0.5 shrink-0', effect.act === 'change' ? 'text-warn' : 'text-good')} />
      <span className="min-w-0">
        <span className="font-strong">{ACT_WORDS[effect.act]}</span>{' '}
        <span className="font-mono break-all">
          <Spelt text={effect.path} />
        </span>{' '}
        <span className="text-ink-2">in {effect.workspace}</span>
        <span className="block text-meta text-ink-2">{amounts(effect)}</span>
        <span className="block truncate text-meta text-ink-3" title={effect.folder}>
          <Spelt text={effect.folder} />
        </span>
      </span>
    </li>
  )
}

const ACT_WORDS = { create: 'New file', change: 'Changes', same: 'Already the same:' } as const

function amounts({ act, diff, size_before, size_after }: PromotionEffect): string {
  if (act === 'same') return `${formatBytes(size_after)}, nothing is written.`
  const lines = `+${formatCount(diff.added)} −${formatCount(diff.removed)} lines`
  return size_before === null
    ? `${lines}, ${formatBytes(size_after)}`
    : `${lines}, ${formatBytes(size_before)} to ${formatBytes(size_after)}`
}

/** `1 file`: what the button says it makes or changes. */
export function effectCount(plans: readonly PromotionPlan[]): string {
  const files = plans.reduce((sum, plan) => sum + plan.effects.length, 0)
  return files === 1 ? '1 file' : `${formatCount(files)} files`
}
