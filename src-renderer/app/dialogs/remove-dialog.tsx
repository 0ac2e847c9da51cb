import type { ReactNode } from 'react'
import { Button, Dialog, ErrorPanel } from '../../components/index.ts'
import { problemOf } from '../client/problem.ts'
import type { Acting } from './acting.ts'

export interface RemoveDialogProps {
  /** What goes, as the title names it: `coder`, `the rule Publish`. */
  readonly what: string
  /** What is done to it. */
  readonly verb?: string
  /** Where the button says more than the verb. */
  readonly button?: string
  readonly acting: Acting
  /** What is so where it fails: `The agent is still there.` */
  readonly still: string
  /** Whether all is known that has to be said before. */
  readonly ready?: boolean
  readonly onRemove: () => void
  readonly onClose: () => void
  /** What is lost, and what stays. */
  readonly children: ReactNode
}

/** Asks before something goes for good: names it, and says what is lost. The way out has the focus. */
export function RemoveDialog(props: RemoveDialogProps) {
  const { what, verb = 'Remove', button = verb, acting, still, ready = true, onRemove, onClose, children } = props
  return (
    <Dialog
      title={`${verb} ${what}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button look="danger" changes busy={acting.isPending} disabled={!ready} onClick={onRemove}>
            {button}
          </Button>
        </>
      }
    >
      {acting.error !== null && <ErrorPanel className="mb-4" {...problemOf(acting.error, still)} />}
      <div className="flex flex-col gap-2 [&_ul]:list-disc [&_ul]:pl-5">{children}</div>
    </Dialog>
  )
}
