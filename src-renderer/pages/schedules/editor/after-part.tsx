import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { InputProblem } from '#schemas'
import { useClient } from '../../../app/index.ts'
import { Announce, Checkbox, Field, RadioRow, Select, TextInput, WarningIcon } from '../../../components/index.ts'
import { type Draft, withValue } from '../../new-job/draft.ts'
import { placedIn } from '../../new-job/problems.ts'
import { useStill } from '../../new-job/use-job-check.ts'
import { linkCautionQuery, scheduleNamesQuery } from '../queries.ts'
import { fieldAt, linkFields } from './fields.ts'
import { recordOf, recordsOf, textOf } from './draft.ts'
import { ItemList } from './item-list.tsx'
import { errorAt, type PartProps, Seconds } from './parts.tsx'

const ENDS = [
  { value: 'success', label: 'succeeds' },
  { value: 'failure', label: 'fails' },
  { value: 'complete', label: 'is over, however it ended' },
] as const

const TESTS = [
  { value: 'contains', label: 'contains' },
  { value: 'regex', label: 'matches the pattern (RE2)' },
] as const

const TEXTS = [
  { value: 'stdout', label: 'its stdout' },
  { value: 'stderr', label: 'its stderr' },
  { value: 'output', label: 'its output' },
  { value: 'result', label: 'its result, as JSON' },
] as const

/** So long nothing is typed before the core is asked whether its links can ever meet. */
const STILL_MS = 250

/** The schedules it follows, and when. */
export function AfterPart({ draft, onChange, problems, own }: PartProps & { readonly own: string | undefined }) {
  const names = useQuery(scheduleNamesQuery(useClient())).data ?? []
  const links = recordsOf(draft['after'])
  const others = names.filter(({ id }) => id !== own)
  const put = (next: readonly Draft[]) => {
    const after = withValue(draft, ['after'], next.length === 0 ? undefined : next)
    onChange(next.length > 1 ? after : withValue(after, ['join'], undefined))
  }
  const whole = problems.filter(({ field }) => field === 'after').map(({ problem }) => problem)
  return (
    <div data-field="after" className="flex flex-col gap-3">
      <p className="text-ink-2">
        {links.length === 0
          ? 'It follows no other schedule.'
          : 'It fires when a job of these is over as asked for, besides what the clock says.'}
      </p>
      {whole.length > 0 && <p className="text-bad">{whole.join(' ')}</p>}
      {others.length === 0 && links.length === 0 ? (
        <p className="text-ink-3">There is no other schedule yet that it could follow.</p>
      ) : (
        <ItemList
          items={links}
          onChange={put}
          one="link"
          fresh={{ parent: others[0]?.id ?? '', on: 'success' }}
          most={16}
        >
          {(link, at, set) => <LinkItem link={link} at={at} set={set} others={others} problems={problems} />}
        </ItemList>
      )}
      {links.length > 1 && (
        <RadioRow
          name="join"
          label="Of several"
          value={draft['join'] === 'all' ? 'all' : 'any'}
          onChange={(join) => onChange(withValue(draft, ['join'], join))}
          options={[
            { value: 'any', label: 'One of them is enough' },
            { value: 'all', label: 'All of them must have ended so, in one passage of the chain' },
          ]}
          className="flex-wrap"
        />
      )}
      {links.length > 1 && draft['join'] === 'all' && <JoinCaution draft={draft} own={own} />}
    </div>
  )
}

/** That it would wait forever, where nothing sets off all that it follows. It can be saved all the same. */
function JoinCaution({ draft, own }: Pick<PartProps, 'draft'> & { readonly own: string | undefined }) {
  const { data: caution = null } = useQuery(linkCautionQuery(useClient(), own, useStill(draft, STILL_MS)))
  return (
    <>
      <Announce text={caution ?? ''} />
      {caution !== null && (
        <p className="flex items-start gap-2 text-warn">
          <WarningIcon className="mt-0.5" />
          <span>{caution}</span>
        </p>
      )}
    </>
  )
}

interface LinkItemProps {
  readonly link: Draft
  readonly at: number
  readonly set: (name: string, value: unknown) => void
  readonly others: readonly { readonly id: string; readonly name: string }[]
  readonly problems: readonly InputProblem[]
}

function LinkItem({ link, at, set, others, problems }: LinkItemProps) {
  const fields = useMemo(() => linkFields(), [])
  const error = (name: string) => errorAt(problems, placedIn(['after'], `[${at}]`, fieldAt(fields, name)))
  const parent = textOf(link['parent'])
  // A link may name its parent by name, and the parent may be gone.
  const known = others.find(({ id, name }) => id === parent || name === parent)
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3 max-sm:grid-cols-1">
      <div data-field={`after[${at}].parent`}>
        <Field label="When a job of" error={error('parent')}>
          {(control) => (
            <Select
              {...control}
              value={known?.id ?? parent}
              onChange={(value) => set('parent', value)}
              options={[
                ...(known ? [] : [{ value: parent, label: parent === '' ? 'Choose one' : `${parent} (not there)` }]),
                ...others.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
        </Field>
      </div>
      <Field label="Ends so that it" error={error('on')}>
        {(control) => (
          <Select
            {...control}
            value={ENDS.find(({ value }) => value === link['on'])?.value ?? 'success'}
            onChange={(value) => set('on', value)}
            options={ENDS}
          />
        )}
      </Field>
      <div data-field={`after[${at}].delay_s`}>
        <Field label="Delay" optional error={error('delay_s')}>
          {(control) => (
            <Seconds control={control} value={link['delay_s']} onChange={(value) => set('delay_s', value)} />
          )}
        </Field>
      </div>
      <div className="self-center">
        <Checkbox
          checked={link['condition'] !== undefined}
          label="Only if something is found in what it left"
          onChange={(on) => set('condition', on ? { kind: 'contains', text: '', in: 'stdout' } : undefined)}
        />
      </div>
      {link['condition'] !== undefined && (
        <Condition
          at={at}
          condition={recordOf(link['condition'])}
          error={error('condition')}
          onChange={(next) => set('condition', next)}
        />
      )}
    </div>
  )
}

interface ConditionProps {
  readonly at: number
  readonly condition: Draft
  readonly error: string | undefined
  readonly onChange: (condition: Draft) => void
}

function Condition({ at, condition, error, onChange }: ConditionProps) {
  return (
    <div
      data-field={`after[${at}].condition`}
      className="col-span-full grid grid-cols-[auto_auto_minmax(0,1fr)] gap-x-3 gap-y-1 max-sm:grid-cols-1"
    >
      <Field label="In">
        {(control) => (
          <Select
            {...control}
            value={TEXTS.find(({ value }) => value === condition['in'])?.value ?? 'stdout'}
            onChange={(value) => onChange({ ...condition, in: value })}
            options={TEXTS}
          />
        )}
      </Field>
      <Field label="Test">
        {(control) => (
          <Select
            {...control}
            value={condition['kind'] === 'regex' ? 'regex' : 'contains'}
            onChange={(value) => onChange({ ...condition, kind: value })}
            options={TESTS}
          />
        )}
      </Field>
      <Field label="Text" error={error}>
        {(control) => (
          <TextInput
            {...control}
            mono
            value={textOf(condition['text'])}
            onChange={(event) => onChange({ ...condition, text: event.target.value })}
          />
        )}
      </Field>
    </div>
  )
}
