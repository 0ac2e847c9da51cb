import { type ApprovalRuleSpec, DISPATCH_KINDS, type InputProblem, JOB_TYPES } from '#schemas'
import { typeLabel } from '#schemas/texts'
import { Checkbox, Field, NumberInput, RadioRow, Select, TextInput } from '../../components/index.ts'
import type { RuleDraft } from './rule-draft.ts'
import { Above, Group, Ticks } from './rule-parts.tsx'
import { dispatchWords } from './rule-words.ts'

interface RuleFieldsProps {
  readonly draft: RuleDraft
  readonly problems: readonly InputProblem[]
  readonly workspaces: readonly string[]
  readonly schedules: readonly { readonly id: string; readonly name: string }[]
  readonly onChange: (change: Partial<RuleDraft>) => void
}

const PATTERNS = [
  { value: 'any', label: 'any command, or none' },
  { value: 'prefix', label: 'a command that begins with' },
  { value: 'glob', label: 'a command like' },
  { value: 'regex', label: 'a command that matches' },
] as const

const patternHelp: Record<RuleDraft['pattern'], string> = {
  any: '',
  prefix: 'Its first arguments, as one types them. There is no shell.',
  glob: 'The whole command line; * is any text and ? any character.',
  regex: 'An RE2 expression, found anywhere in the command line unless anchored.',
}

/** The fields of a rule. All that is given must hold; what is left open is about everything. */
export function RuleFields({ draft, problems, workspaces, schedules, onChange }: RuleFieldsProps) {
  const problemAt = (field: string) => sentence(problems.find((each) => each.field.startsWith(field)))
  return (
    <div className="flex flex-col gap-4">
      <Field label="Name" error={problemAt('name')}>
        {(control) => (
          <TextInput
            {...control}
            data-autofocus
            value={draft.name}
            placeholder="Pushes"
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
      <RadioRow
        name="at"
        label="When to ask"
        value={draft.at}
        onChange={(at: ApprovalRuleSpec['at']) => onChange({ at })}
        options={[
          { value: 'start', label: 'Before a job starts' },
          { value: 'step', label: 'Before each step with an effect' },
        ]}
      />
      <Group title="Which jobs" help="Nothing ticked: all of them.">
        <Ticks
          label="Type"
          values={JOB_TYPES}
          words={typeLabel}
          chosen={draft.types}
          onChange={(types) => onChange({ types })}
        />
        <Ticks
          label="Started"
          values={DISPATCH_KINDS}
          words={(kind) => dispatchWords[kind]}
          chosen={draft.dispatch}
          onChange={(dispatch) => onChange({ dispatch })}
        />
        {workspaces.length > 0 && (
          <Ticks
            label="Workspace"
            values={[...new Set([...workspaces, ...draft.workspaces])]}
            words={(name) => name}
            chosen={draft.workspaces}
            onChange={(chosen) => onChange({ workspaces: chosen })}
          />
        )}
        {(schedules.length > 0 || draft.schedules.length > 0) && (
          <Ticks
            label="Schedule"
            values={[...new Set([...schedules.map(({ id }) => id), ...draft.schedules])]}
            words={(id) => schedules.find((each) => each.id === id)?.name ?? id.slice(-8)}
            chosen={draft.schedules}
            onChange={(chosen) => onChange({ schedules: chosen })}
          />
        )}
        <Field
          label="Added by"
          optional
          error={problemAt('match.actors')}
          description="Actors, parted by commas: api, cli, operator, agent:*."
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              value={draft.actors}
              onChange={(event) => onChange({ actors: event.target.value })}
            />
          )}
        </Field>
      </Group>
      <Group title="What they do" help="All that is given must hold.">
        <div className="flex flex-wrap items-start gap-2">
          <Select
            aria-label="Which command"
            value={draft.pattern}
            onChange={(pattern) => onChange({ pattern })}
            options={PATTERNS}
          />
          {draft.pattern !== 'any' && (
            <Field
              label="Command"
              className="min-w-60 flex-1 [&>label]:sr-only"
              error={problemAt('match.argv')}
              description={patternHelp[draft.pattern]}
            >
              {(control) => (
                <TextInput
                  {...control}
                  mono
                  value={draft.argv}
                  placeholder={draft.pattern === 'regex' ? '^git (push|commit)' : 'git push'}
                  onChange={(event) => onChange({ argv: event.target.value })}
                />
              )}
            </Field>
          )}
        </div>
        <Field
          label="Tools"
          optional
          error={problemAt('match.tools')}
          description="Names, parted by commas: subprocess.run_argv."
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              value={draft.tools}
              onChange={(event) => onChange({ tools: event.target.value })}
            />
          )}
        </Field>
        <Checkbox
          checked={draft.network}
          onChange={(network) => onChange({ network })}
          label="They may reach hosts they name"
        />
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
          <Above
            label="More time than"
            unit="s"
            value={draft.wallSeconds}
            error={problemAt('match.above.max_wall')}
            onChange={(wallSeconds) => onChange({ wallSeconds })}
          />
          <Above
            label="More calls than"
            unit="calls"
            value={draft.toolCalls}
            error={problemAt('match.above.max_tool')}
            onChange={(toolCalls) => onChange({ toolCalls })}
          />
          <Above
            label="More output than"
            unit="MiB"
            value={draft.outputMib}
            error={problemAt('match.above.max_output')}
            onChange={(outputMib) => onChange({ outputMib })}
          />
          <Above
            label="More memory than"
            unit="MiB"
            value={draft.memoryMib}
            error={problemAt('match.above.max_memory')}
            onChange={(memoryMib) => onChange({ memoryMib })}
          />
        </div>
      </Group>
      <Group title="Nobody answers">
        <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
          <Field label="After" error={problemAt('timeout_s')}>
            {(control) => (
              <NumberInput
                {...control}
                value={draft.minutes}
                unit="min"
                onChange={(minutes) => onChange({ minutes })}
              />
            )}
          </Field>
          <Field label="it counts as">
            {(control) => (
              <Select
                {...control}
                value={draft.onTimeout}
                onChange={(onTimeout) => onChange({ onTimeout })}
                options={[
                  { value: 'reject', label: 'rejected' },
                  { value: 'approve', label: 'approved' },
                ]}
              />
            )}
          </Field>
          <Field label="Priority" error={problemAt('priority')} description="-100 to 100; higher stands first.">
            {(control) => (
              <NumberInput {...control} value={draft.priority} onChange={(priority) => onChange({ priority })} />
            )}
          </Field>
        </div>
        <Field label="What whoever decides should know" optional error={problemAt('note')}>
          {(control) => (
            <TextInput {...control} value={draft.note} onChange={(event) => onChange({ note: event.target.value })} />
          )}
        </Field>
      </Group>
    </div>
  )
}

/** A problem in the words of a form: fields by their place, times in the unit they are typed in. */
function sentence(problem: InputProblem | undefined): string | undefined {
  if (problem === undefined) return undefined
  if (/ (text of 0 characters|a list of 0 items)\.$/.test(problem.problem)) return 'Fill this in.'
  if (problem.field === 'timeout_s') return 'Give 1 to 43,200 minutes.'
  const said = problem.problem.slice(problem.field.length)
  return problem.problem.startsWith(`${problem.field} `) ? `This${said}` : problem.problem
}
