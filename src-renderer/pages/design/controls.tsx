import { useState } from 'react'
import {
  ArgvBoxes,
  Bytes,
  Button,
  Checkbox,
  Chip,
  ChipChoice,
  CopyButton,
  Field,
  Hash,
  IconButton,
  Id,
  Kbd,
  Menu,
  Meter,
  MoreIcon,
  NumberInput,
  PlayIcon,
  RadioRow,
  Select,
  Spelt,
  Tabs,
  TextArea,
  TextInput,
  Time,
  Unknown,
} from '../../components/index.ts'

const NOTHING = () => undefined
const FOUR_MINUTES_AGO = Date.now() - 240_000

export function Buttons({ theme }: { theme: string }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button look="primary" icon={PlayIcon}>
        Add job
      </Button>
      <Button hint={<Kbd keys="r" />}>Reject</Button>
      <Button look="quiet">Not now</Button>
      <Button look="danger">Cancel 12 jobs</Button>
      <Button size="small">Small</Button>
      <Button busy>Under way</Button>
      <Button disabled>Disabled</Button>
      <Menu
        label={`Further acts, ${theme}`}
        trigger={<IconButton icon={MoreIcon} label="Further acts" />}
        items={[
          { label: 'Copy link', onSelect: NOTHING, hint: <Kbd keys="y" /> },
          { label: 'Retry', onSelect: NOTHING, disabledReason: 'It is running.' },
          { label: 'Cancel job', onSelect: NOTHING, danger: true, apart: true },
        ]}
      />
      <CopyButton text="job-01jd" label="Copy the id" />
    </div>
  )
}

export function Fields({ theme }: { theme: string }) {
  const [number, setNumber] = useState('9000')
  const [on, setOn] = useState(true)
  const [choice, setChoice] = useState<'requeue' | 'drop'>('requeue')
  const [kind, setKind] = useState<'a' | 'b'>('a')
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Folder" description="An absolute path on this machine.">
        {(control) => <TextInput {...control} mono defaultValue="/home/me/project" />}
      </Field>
      <Field label="Wall time" error="Wall time must be 1 to 7,200 s; you gave 9,000.">
        {(control) => <NumberInput {...control} unit="s" value={number} onChange={setNumber} />}
      </Field>
      <Field label="Job type">
        {(control) => (
          <Select
            {...control}
            value={kind}
            onChange={setKind}
            options={[
              { value: 'a', label: 'Test runner' },
              { value: 'b', label: 'Repository index' },
            ]}
          />
        )}
      </Field>
      <Field label="Notes" optional>
        {(control) => <TextArea {...control} rows={2} />}
      </Field>
      <Checkbox checked={on} onChange={setOn} label="Allow commands" />
      <RadioRow
        name={`choice-${theme}`}
        label={`What becomes of it, ${theme}`}
        value={choice}
        onChange={setChoice}
        options={[
          { value: 'requeue', label: 'Requeue' },
          { value: 'drop', label: 'Drop' },
        ]}
      />
    </div>
  )
}

export function Small({ theme }: { theme: string }) {
  const [chosen, setChosen] = useState(true)
  const [tab, setTab] = useState<'evidence' | 'log'>('evidence')
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <Chip onRemove={NOTHING} removeLabel="Remove state failed">
          state failed
        </Chip>
        <Chip tone="warn">stale</Chip>
        <ChipChoice chosen={chosen} onChange={setChosen}>
          Failed 33
        </ChipChoice>
        <Kbd keys="Mod+K" />
        <Id id="job-01jd0000000000000000007f3a21c0" copy />
        <Hash hash="9c1f4e07a2b19c1f4e07a2b19c1f4e07" copy />
        <Time at={FOUR_MINUTES_AGO} />
        <Bytes count={1_258_291} />
        <Unknown />
      </div>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Meter label="time" used={41_000} limit={300_000} measure="duration" />
        <Meter label="memory" used={480} limit={512} measure="count" />
        <Meter label="output, near" used={1_000_000} limit={1_048_576} measure="bytes" />
        <Meter label="output, over" used={1_258_291} limit={1_048_576} measure="bytes" />
      </div>
      <ArgvBoxes argv={['/usr/bin/npm', 'publish', '--tag', 'next', 'odd\u202Ename', '']} />
      <Spelt text={'zero​width'} />
      <Tabs
        label={`Parts, ${theme}`}
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'evidence', label: 'Evidence', content: <p className="p-4">One lane per step.</p> },
          { value: 'log', label: 'Log', content: <p className="p-4">From byte 0.</p> },
        ]}
      />
    </div>
  )
}
