import { useState } from 'react'
import { type Artifact, MAX_REVIEW_NOTE, type PromotionPlan } from '#schemas'
import { formatCount } from '#schemas/format'
import { Button, Dialog, Field, Spelt, StateMark, TextInput, useGrace } from '../../components/index.ts'
import { titleOf } from './artifact-list.tsx'
import { BulkPlans } from './bulk-plans.tsx'
import { effectCount } from './effects.tsx'

export type BulkAct = 'accept' | 'reject' | 'promote'

interface BulkDialogProps {
  readonly act: BulkAct
  readonly artifacts: readonly Artifact[]
  readonly workspaces: readonly string[]
  readonly onDecide: (artifacts: readonly Artifact[], note: string) => void
  readonly onPromote: (plans: readonly PromotionPlan[], note: string) => void
  readonly onClose: () => void
}

const VERBS: Record<BulkAct, string> = { accept: 'Accept', reject: 'Reject', promote: 'Promote' }
const ALLOWED: Record<BulkAct, readonly Artifact['state'][]> = {
  accept: ['needs_review'],
  reject: ['needs_review', 'accepted'],
  promote: ['needs_review', 'accepted'],
}
const FATE: Record<Exclude<BulkAct, 'promote'>, string> = {
  accept: 'They are kept, not trusted: nothing uses them.',
  reject: 'They stay in the evidence and can be put up for review again.',
}

/** Every one of the selected, and what becomes of it, before the button lives. */
export function BulkDialog({ act, artifacts, workspaces, onDecide, onPromote, onClose }: BulkDialogProps) {
  const [note, setNote] = useState('')
  const [plans, setPlans] = useState<readonly PromotionPlan[]>()
  const fits = artifacts.filter(({ state }) => ALLOWED[act].includes(state))
  const others = artifacts.filter(({ state }) => !ALLOWED[act].includes(state))
  const key = plans?.map(({ plan }) => plan).join() ?? ''
  const { ready, isReady } = useGrace(`${act} ${key}`)
  const count = act === 'promote' ? (plans?.length ?? 0) : fits.length
  const confirm = () => {
    if (!isReady() || count === 0) return
    if (act === 'promote') onPromote(plans ?? [], note)
    else onDecide(fits, note)
    onClose()
  }
  return (
    <Dialog
      wide
      title={`${VERBS[act]} ${counted(fits.length)}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep them as they are
          </Button>
          <Button look={act === 'reject' ? 'danger' : 'primary'} changes busy={!ready || count === 0} onClick={confirm}>
            {act === 'promote'
              ? `Promote ${formatCount(count)}: ${effectCount(plans ?? [])}`
              : `${VERBS[act]} ${counted(count)}`}
          </Button>
        </>
      }
    >
      {act === 'promote' ? (
        <BulkPlans artifacts={fits} workspaces={workspaces} onPlans={setPlans} />
      ) : (
        <>
          <p className="mb-3 text-ink-2">{FATE[act]}</p>
          <ArtifactNames artifacts={fits} />
        </>
      )}
      {others.length > 0 && (
        <div className="mt-4">
          <p className="mb-1 text-ink-2">{`${counted(others.length)} stay as they are, by their state:`}</p>
          <ArtifactNames artifacts={others} />
        </div>
      )}
      <Field label="Note" optional className="mt-4" description="Kept with each decision.">
        {(control) => (
          <TextInput
            {...control}
            maxLength={MAX_REVIEW_NOTE}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
      </Field>
    </Dialog>
  )
}

function ArtifactNames({ artifacts }: { readonly artifacts: readonly Artifact[] }) {
  return (
    <ul className="rounded-sm border border-line">
      {artifacts.map((artifact) => (
        <li key={artifact.id} className="flex items-center gap-3 border-b border-line px-3 py-1.5 last:border-b-0">
          <StateMark of="artifact" state={artifact.state} />
          <span className="min-w-0 flex-1 truncate">
            <Spelt text={titleOf(artifact)} />
          </span>
          <span className="text-ink-3">{artifact.workspace}</span>
        </li>
      ))}
    </ul>
  )
}

function counted(count: number): string {
  return count === 1 ? '1 artifact' : `${formatCount(count)} artifacts`
}
