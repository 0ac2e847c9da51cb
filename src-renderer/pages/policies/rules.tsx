import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApprovalRule } from '#schemas'
import { formatDuration } from '#schemas/format'
import { problemOf, useClient } from '../../app/index.ts'
import { AskIcon, Button, Chip, EmptyState, ErrorPanel, Panel, Spelt, Time, useToast } from '../../components/index.ts'
import { actorWords } from '../../facts/index.ts'
import { rulesKey } from './queries.ts'
import { RemoveRule } from './remove-rule.tsx'
import { ruleWords } from './rule-words.ts'

interface RulesProps {
  readonly rules: readonly ApprovalRule[]
  readonly schedules: readonly { readonly id: string; readonly name: string }[]
  readonly onEdit: (id: string) => void
}

/** Which work waits for the operator, rule by rule. */
export function Rules({ rules, schedules, onEdit }: RulesProps) {
  const [removing, setRemoving] = useState<ApprovalRule>()
  const names = new Map(schedules.map(({ id, name }) => [id, name]))
  return (
    <Panel title="What is asked about" flush>
      <ul className="divide-y divide-line border-t border-line">
        <Always />
        {rules.map((rule) => (
          <Row
            key={rule.id}
            rule={rule}
            words={ruleWords(rule.spec, names)}
            onEdit={() => onEdit(rule.id)}
            onRemove={() => setRemoving(rule)}
          />
        ))}
      </ul>
      {rules.length === 0 && (
        <EmptyState kind="first_use" title="No rules yet." className="py-6!">
          Jobs that ask for themselves, and those that want the whole network, wait for you all the same.
        </EmptyState>
      )}
      {removing && <RemoveRule rule={removing} onClose={() => setRemoving(undefined)} />}
    </Panel>
  )
}

/** What no rule can switch off. */
function Always() {
  return (
    <li className="flex items-start gap-4 px-4 py-3">
      <AskIcon className="mt-0.5 text-ask" />
      <div className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-strong">Network</span>
          <Chip>always</Chip>
        </span>
        <span className="text-ink-2">Every job that wants the whole network, and every job that asks for itself.</span>
      </div>
    </li>
  )
}

interface RowProps {
  readonly rule: ApprovalRule
  readonly words: string
  readonly onEdit: () => void
  readonly onRemove: () => void
}

function Row({ rule: { id, spec, revision, changed_at, changed_by }, words, onEdit, onRemove }: RowProps) {
  const client = useClient()
  const queries = useQueryClient()
  const toast = useToast()
  const turn = useMutation({
    mutationFn: (enabled: boolean) => client.approvalRules.set({ id, revision, spec: { ...spec, enabled } }),
    onSuccess: async ({ spec: now }) => {
      toast({ text: now.enabled ? `${spec.name} asks again.` : `${spec.name} does not ask any more.` })
      await queries.invalidateQueries({ queryKey: rulesKey })
    },
  })
  return (
    <li data-rule={id} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <AskIcon className={spec.enabled ? 'mt-0.5 text-ask' : 'mt-0.5 text-ink-3'} />
      <div className="min-w-0 flex-1 basis-72">
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-strong break-words">
            <Spelt text={spec.name} />
          </span>
          {!spec.enabled && <Chip>off</Chip>}
        </span>
        <p className="break-words">
          <Spelt text={words} />
        </p>
        {spec.note !== undefined && (
          <p className="break-words text-ink-2">
            <Spelt text={spec.note} />
          </p>
        )}
        <p className="text-meta text-ink-3">
          Waits {formatDuration(spec.timeout_s * 1000)}, then counts as{' '}
          {spec.on_timeout === 'approve' ? 'approved' : 'rejected'} · changed <Time at={changed_at} reachable={false} />{' '}
          by {actorWords(changed_by)}
        </p>
        {turn.error && <ErrorPanel className="mt-2" {...problemOf(turn.error, 'The rule holds as before.')} />}
      </div>
      <span className="flex flex-wrap gap-2">
        <Button size="small" changes busy={turn.isPending} onClick={() => turn.mutate(!spec.enabled)}>
          {spec.enabled ? 'Turn off' : 'Turn on'}
          <span className="sr-only"> {spec.name}</span>
        </Button>
        <Button size="small" onClick={onEdit}>
          Edit…<span className="sr-only"> {spec.name}</span>
        </Button>
        <Button size="small" changes onClick={onRemove}>
          Remove…<span className="sr-only"> {spec.name}</span>
        </Button>
      </span>
    </li>
  )
}
