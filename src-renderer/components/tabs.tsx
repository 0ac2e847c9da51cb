import { Tabs as Primitive } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export interface TabsProps<V extends string> {
  /** Names the set for screen readers. */
  label: string
  value: V
  onChange: (value: V) => void
  tabs: readonly { value: V; label: ReactNode; content: ReactNode }[]
  className?: string | undefined
}

/** Views of one thing; only the chosen one is mounted. Arrow keys move, and the choice belongs into the URL. */
export function Tabs<V extends string>({ label, value, onChange, tabs, className }: TabsProps<V>) {
  return (
    <Primitive.Root
      value={value}
      onValueChange={(next) => {
        const tab = tabs.find((each) => each.value === next)
        if (tab) onChange(tab.value)
      }}
      className={cx('flex min-h-0 flex-col', className)}
    >
      <Primitive.List aria-label={label} className="flex shrink-0 gap-1 border-b border-line px-4">
        {tabs.map((tab) => (
          <Primitive.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2 text-ink-2 hover:text-ink data-[state=active]:border-run data-[state=active]:font-strong data-[state=active]:text-ink forced-colors:data-[state=inactive]:border-[Canvas]"
          >
            {tab.label}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {tabs.map((tab) => (
        <Primitive.Content key={tab.value} value={tab.value} className="min-h-0 flex-1" tabIndex={-1}>
          {tab.content}
        </Primitive.Content>
      ))}
    </Primitive.Root>
  )
}
