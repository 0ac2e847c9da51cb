import type { ScheduleSpec } from '#schemas'
import { Checkbox, ChevronRightIcon, Field, NumberInput, Select } from '../../../components/index.ts'
import { type Draft, readWholeNumber, valueAt, withValue } from '../../new-job/draft.ts'
import { FieldEditor } from '../../new-job/field-editor.tsx'
import { recordsOf, textOf } from './draft.ts'
import { fieldAt } from './fields.ts'
import { ItemList } from './item-list.tsx'
import {
  Choice,
  errorAt,
  Grid,
  Moment,
  type PartProps,
  Plain,
  PlainSeconds,
  TimeOfDay,
  WeekdayChoice,
} from './parts.tsx'

const OVERLAPS: readonly { readonly value: ScheduleSpec['overlap']; readonly label: string }[] = [
  { value: 'skip', label: 'The next one is refused' },
  { value: 'queue', label: 'The next one waits for its end' },
  { value: 'allow', label: 'The next one starts beside it' },
  { value: 'replace', label: 'It is stopped, and the next one follows' },
]

const MISFIRES: readonly { readonly value: ScheduleSpec['misfire']['policy']; readonly label: string }[] = [
  { value: 'run_once', label: 'The latest of them runs, once' },
  { value: 'skip', label: 'None of them runs' },
  { value: 'run_all', label: 'Each of them runs' },
]

/** What a firing does while something stands against it. */
export function RulesPart(props: PartProps) {
  const { draft, onChange } = props
  const policy = MISFIRES.find(({ value }) => value === valueAt(draft, ['misfire', 'policy']))?.value ?? 'run_once'
  return (
    <Grid>
      <Choice
        path="overlap"
        label="While a job of it is not over"
        value={OVERLAPS.find(({ value }) => value === draft['overlap'])?.value ?? 'skip'}
        onChange={(overlap) => onChange(withValue(draft, ['overlap'], overlap))}
        options={OVERLAPS}
      />
      <Breaker {...props} />
      <Choice
        path="misfire.policy"
        label="What was due while nothing could fire"
        description="After a sleep, a stop, or a clock that was set."
        value={policy}
        onChange={(next) => onChange(withValue(draft, ['misfire', 'policy'], next))}
        options={MISFIRES}
      />
      {policy !== 'skip' && <PlainSeconds {...props} path="misfire.window_s" />}
      {policy === 'run_all' && <Plain {...props} path="misfire.max" />}
    </Grid>
  )
}

function Breaker({ draft, onChange, problems, fields }: PartProps) {
  const failures = valueAt(draft, ['breaker', 'failures'])
  const put = (value: unknown) =>
    onChange(withValue(draft, ['breaker'], value === undefined ? undefined : { failures: value }))
  return (
    <div data-field="breaker" className="flex flex-col gap-1">
      <Field
        label="Failures in a row that stop it"
        description="Then it is tripped: it fires no more until you resume it."
        error={errorAt(problems, fieldAt(fields, 'breaker'))}
      >
        {(control) => (
          <NumberInput
            {...control}
            inputMode="numeric"
            disabled={failures === null}
            value={failures === null ? '' : textOf(failures)}
            placeholder={failures === null ? 'never' : '5'}
            onChange={(typed) => put(readWholeNumber(typed))}
          />
        )}
      </Field>
      <Checkbox checked={failures === null} label="Never stop it" onChange={(never) => put(never ? null : undefined)} />
    </div>
  )
}

/** Times in which it does not fire. */
export function BlackoutsPart({ draft, onChange, problems, fields }: PartProps) {
  const items = recordsOf(draft['blackouts'])
  const error = errorAt(problems, fieldAt(fields, 'blackouts'))
  return (
    <div data-field="blackouts" className="flex flex-col gap-3">
      <p className="text-ink-2">
        {items.length === 0
          ? 'It fires at any time.'
          : 'What is due meanwhile is not run; a firing after another schedule waits for the end.'}
      </p>
      <ItemList
        items={items}
        onChange={(next) => onChange(withValue(draft, ['blackouts'], next.length === 0 ? undefined : next))}
        one="blackout"
        fresh={{ kind: 'daily', from: '22:00', until: '06:00' }}
        most={16}
      >
        {(item, _, set) => <BlackoutItem item={item} set={set} />}
      </ItemList>
      {error !== undefined && <p className="text-bad">{error}</p>}
    </div>
  )
}

function BlackoutItem({ item, set }: { item: Draft; set: (name: string, value: unknown) => void }) {
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <Field label="Kind">
        {(control) => (
          <Select
            {...control}
            value={item['kind'] === 'dates' ? 'dates' : 'daily'}
            onChange={(kind) => set('kind', kind)}
            options={[
              { value: 'daily', label: 'Each day' },
              { value: 'dates', label: 'Once' },
            ]}
          />
        )}
      </Field>
      {item['kind'] === 'dates' ? (
        <>
          <Field label="From">
            {(control) => <Moment control={control} value={item['from']} onChange={(value) => set('from', value)} />}
          </Field>
          <Field label="Until" description="In the time of this computer.">
            {(control) => <Moment control={control} value={item['until']} onChange={(value) => set('until', value)} />}
          </Field>
        </>
      ) : (
        <>
          <TimeOfDay label="From" value={item['from']} onChange={(value) => set('from', value)} />
          <TimeOfDay label="Until" value={item['until']} onChange={(value) => set('until', value)} />
          <WeekdayChoice label="On" value={item['weekdays']} onChange={(days) => set('weekdays', days)} />
        </>
      )}
    </div>
  )
}

const LIMITS = [
  'max_waiting',
  'max_pending_approvals',
  'max_fanout',
  'ttl_h',
  'requires_endpoint',
  'delete_after_run',
] as const

/** What few schedules need. */
export function LimitsPart(props: PartProps) {
  const { draft, onChange, problems, fields } = props
  const wrong = [...LIMITS, 'fill'].some((name) => problems.some(({ field }) => field.startsWith(name)))
  const set = [...LIMITS, 'fill'].filter((name) => draft[name] !== undefined)
  return (
    <details open={wrong || undefined} className="group rounded-lg border border-line bg-surface open:pb-4">
      <summary className="flex min-h-10 list-none items-center gap-2 rounded-lg px-4">
        <ChevronRightIcon className="group-open:rotate-90" />
        <h2 className="text-section font-strong">Limits and values</h2>
        <span className="ml-auto truncate text-ink-3">
          {set.length === 0
            ? 'How many wait, when it is deleted, what it takes over'
            : set.map((name) => fieldAt(fields, name).title).join(', ')}
        </span>
      </summary>
      <div className="flex flex-col gap-4 px-4 pt-2">
        <Grid>
          {LIMITS.map((path) => (
            <Plain key={path} {...props} path={path} />
          ))}
        </Grid>
        <div data-field="fill">
          <FieldEditor
            field={fieldAt(fields, 'fill')}
            value={draft['fill']}
            problems={problems}
            onChange={(value) =>
              onChange(withValue(draft, ['fill'], Array.isArray(value) && value.length === 0 ? undefined : value))
            }
          />
        </div>
      </div>
    </details>
  )
}
