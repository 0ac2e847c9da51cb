import type { ReactNode } from 'react'
import { Tabs } from '../../components/index.ts'
import type { Draft } from './draft.ts'
import { JsonView } from './json-view.tsx'

interface DraftViewsProps<View extends string> {
  readonly thing?: 'job' | 'schedule'
  readonly view: NoInfer<View> | 'form' | 'json'
  readonly onView: (view: NoInfer<View> | 'form' | 'json') => void
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly onUnreadable: (unreadable: boolean) => void
  readonly form: ReactNode
  /** Views beside the two. */
  readonly more?: readonly { readonly value: View; readonly label: string; readonly content: ReactNode }[]
}

/** One draft as a form and as JSON, of which one is seen. */
export function DraftViews<View extends string = never>(props: DraftViewsProps<View>) {
  const { thing = 'job', view, onView, draft, onChange, onUnreadable, form, more = [] } = props
  return (
    <Tabs<View | 'form' | 'json'>
      label={`View of the ${thing}`}
      value={view}
      onChange={(next) => {
        onView(next)
        // The text is written anew from the draft when it is opened again.
        onUnreadable(false)
      }}
      className="[&>[role=tablist]]:mb-4 [&>[role=tablist]]:px-0"
      tabs={[
        { value: 'form', label: 'Form', content: form },
        {
          value: 'json',
          label: 'JSON',
          content: <JsonView thing={thing} draft={draft} onChange={onChange} onUnreadable={onUnreadable} />,
        },
        ...more,
      ]}
    />
  )
}
