import { type ReactNode, useId } from 'react'
import { Button, Dialog, ErrorPanel } from '../../components/index.ts'
import { problemOf } from '../client/problem.ts'
import type { Acting } from './acting.ts'

export interface FormDialogProps {
  readonly title: string
  /** The button that leaves, and says what stays: `Add none`. */
  readonly leave: string
  /** The button that does it, with the verb of the title. */
  readonly save: string
  /** Further buttons, between the two. */
  readonly also?: ReactNode
  readonly acting: Acting
  /** What is so where it fails. */
  readonly still?: string
  /** Whether it can be sent as it stands; a form that says what is wrong once it was sent always can. */
  readonly ready?: boolean
  readonly wide?: boolean
  readonly onSave: () => void
  readonly onClose: () => void
  /** The fields, one below the other. The first has `data-autofocus`. */
  readonly children: ReactNode
}

/** A form over the page. Return in a field saves, as the button does. */
export function FormDialog(props: FormDialogProps) {
  const { title, leave, save, also, acting, still = 'Nothing was changed.', ready = true, wide = false } = props
  const { onSave, onClose, children } = props
  const id = useId()
  return (
    <Dialog
      title={title}
      wide={wide}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{leave}</Button>
          {also}
          <Button type="submit" form={id} look="primary" changes busy={acting.isPending} disabled={!ready}>
            {save}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) onSave()
        }}
      >
        {acting.error !== null && (
          <div ref={intoView}>
            <ErrorPanel {...problemOf(acting.error, still)} />
          </div>
        )}
        {children}
      </form>
    </Dialog>
  )
}

/** A long form may be scrolled to its end when it fails. */
function intoView(panel: HTMLElement | null): void {
  panel?.scrollIntoView({ block: 'nearest' })
}
