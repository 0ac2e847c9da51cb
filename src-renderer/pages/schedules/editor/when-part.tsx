import { useId } from 'react'
import { Field, RadioRow, TextInput } from '../../../components/index.ts'
import { withValue } from '../../new-job/draft.ts'
import { fieldAt } from './fields.ts'
import { suggestedTrigger, textOf, textsOf, type TriggerKind, triggerOf } from './draft.ts'
import {
  Choice,
  errorAt,
  Grid,
  Moment,
  type PartProps,
  Plain,
  PlainSeconds,
  Seconds,
  TypedList,
  WeekdayChoice,
} from './parts.tsx'
import { knownZones } from '../zoned.ts'

const KINDS: readonly { readonly value: TriggerKind; readonly label: string }[] = [
  { value: 'cron', label: 'By a cron expression' },
  { value: 'calendar', label: 'At times of the day' },
  { value: 'interval', label: 'Every so often' },
  { value: 'once', label: 'Once' },
  { value: 'manual', label: 'Not by the clock: by hand, or after others' },
]

/** What makes it fire by itself, and in which zone. */
export function WhenPart(props: PartProps) {
  const { draft, onChange, problems, fields } = props
  const zones = useId()
  const trigger = triggerOf(draft)
  const kind = KINDS.find(({ value }) => value === trigger['kind'])?.value
  const zone = fieldAt(fields, 'zone')
  return (
    <Grid>
      <Choice
        path="trigger"
        label="Fires"
        value={kind ?? 'manual'}
        error={
          kind === undefined
            ? 'Choose what makes it fire.'
            : errorAt(
                problems.filter(({ field }) => field === 'trigger'),
                fieldAt(fields, 'trigger'),
              )
        }
        onChange={(next) => onChange(withValue(draft, ['trigger'], suggestedTrigger(next)))}
        options={KINDS}
      />
      <div data-field="zone">
        <Field
          label={zone.title}
          description={
            kind === 'interval'
              ? 'For blackouts, and for showing times; an interval is the same in every zone.'
              : 'A name such as Europe/Vienna.'
          }
          error={errorAt(problems, zone)}
        >
          {(control) => (
            <>
              <TextInput
                {...control}
                list={zones}
                value={textOf(draft['zone'])}
                placeholder="UTC"
                onChange={(event) =>
                  onChange(withValue(draft, ['zone'], event.target.value === '' ? undefined : event.target.value))
                }
              />
              <datalist id={zones}>
                {knownZones().map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </datalist>
            </>
          )}
        </Field>
      </div>
      {kind !== undefined && kind !== 'manual' && <Times key={kind} {...props} kind={kind} />}
      {kind !== 'manual' && <PlainSeconds {...props} path="jitter_s" />}
    </Grid>
  )
}

function Times({ kind, ...props }: PartProps & { readonly kind: Exclude<TriggerKind, 'manual'> }) {
  const { draft, onChange, problems, fields } = props
  const trigger = triggerOf(draft)
  const put = (name: string, value: unknown) => onChange(withValue(draft, ['trigger', name], value))
  switch (kind) {
    case 'cron':
      return <Plain {...props} path="trigger.expression" />
    case 'interval':
      return (
        <>
          <div data-field="trigger.every_s">
            <Field label="Every" error={errorAt(problems, fieldAt(fields, 'trigger.every_s'))}>
              {(control) => (
                <Seconds control={control} value={trigger['every_s']} onChange={(value) => put('every_s', value)} />
              )}
            </Field>
          </div>
          <div data-field="trigger.anchor">
            <Field
              label="Counted from"
              optional
              description="A moment it fires at, in the time of this computer. Without it: when it is saved."
              error={errorAt(problems, fieldAt(fields, 'trigger.anchor'))}
            >
              {(control) => (
                <Moment control={control} value={trigger['anchor']} onChange={(value) => put('anchor', value)} />
              )}
            </Field>
          </div>
        </>
      )
    case 'once':
      return <Once {...props} />
    case 'calendar':
      return (
        <>
          <div data-field="trigger.times">
            <Field
              label="At"
              description="Times of the day as HH:MM, separated by commas."
              error={errorAt(problems, fieldAt(fields, 'trigger.times'))}
            >
              {(control) => (
                <TypedList
                  control={control}
                  values={textsOf(trigger['times'])}
                  placeholder="08:00, 17:30"
                  read={(part) => (/^\d:\d\d$/.test(part) ? `0${part}` : part)}
                  onChange={(times) => put('times', times)}
                />
              )}
            </Field>
          </div>
          <WeekdayChoice label="On" value={trigger['weekdays']} onChange={(days) => put('weekdays', days)} />
          <div data-field="trigger.days">
            <Field
              label="Days of the month"
              optional
              description="Numbers and `last`, separated by commas. A month without the day is passed over."
              error={errorAt(problems, fieldAt(fields, 'trigger.days'))}
            >
              {(control) => (
                <TypedList
                  control={control}
                  values={textsOf(trigger['days'])}
                  placeholder="1, 15, last"
                  read={(part) => (/^\d+$/.test(part) ? Number(part) : part)}
                  onChange={(days) => put('days', days.length === 0 ? undefined : days)}
                />
              )}
            </Field>
          </div>
        </>
      )
  }
}

function Once({ draft, onChange, problems, fields }: PartProps) {
  const trigger = triggerOf(draft)
  const way = trigger['in'] === undefined ? 'at' : 'in'
  return (
    <div className="flex flex-col gap-3">
      <RadioRow
        name="once"
        label="How the moment is named"
        value={way}
        onChange={(next) =>
          onChange(withValue(draft, ['trigger'], next === 'in' ? { kind: 'once', in: '15m' } : { kind: 'once' }))
        }
        options={[
          { value: 'at', label: 'At a moment' },
          { value: 'in', label: 'Some time after it is saved' },
        ]}
      />
      <div data-field={`trigger.${way}`}>
        <Field
          label={way === 'at' ? 'Moment' : 'Time'}
          description={way === 'at' ? 'In the time of this computer.' : 'As 30s, 15m, 2h or 1d.'}
          error={
            way === 'at' && trigger['at'] === undefined
              ? 'Choose the moment.'
              : errorAt(problems, fieldAt(fields, `trigger.${way}`))
          }
        >
          {(control) =>
            way === 'at' ? (
              <Moment
                control={control}
                value={trigger['at']}
                onChange={(value) => onChange(withValue(draft, ['trigger', 'at'], value))}
              />
            ) : (
              <TextInput
                {...control}
                mono
                value={textOf(trigger['in'])}
                onChange={(event) => onChange(withValue(draft, ['trigger', 'in'], event.target.value))}
              />
            )
          }
        </Field>
      </div>
    </div>
  )
}
