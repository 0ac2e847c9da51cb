import { useQuery } from '@tanstack/react-query'
import type { Job } from '#schemas'
import type { JobFilter } from '#schemas/contract'
import { shortId } from '#schemas/format'
import { coreFilter, type ListFilter } from '#schemas/filter'
import { countedJobs } from '#schemas/texts'
import { statusQuery, useClient } from '../../app/index.ts'
import { Button, Kbd, Menu, type MenuItem, useCoreClock, useToast } from '../../components/index.ts'
import { jobCommand, jobCurl, listCommand, listCurl } from './copy-forms.ts'
import type { ListOrder } from './list-places.ts'
import { type JobsSearch } from './search.ts'
import { searchLink } from './search-link.ts'

/** What a copy is of: the selected jobs, the row the keyboard is on, or the list as it is shown. */
export type CopySubject =
  | { readonly of: 'list' }
  | { readonly of: 'jobs'; readonly ids: readonly string[] }
  | { readonly of: 'all'; readonly except: ReadonlySet<string>; readonly count: number | undefined }

interface CopyMenuProps {
  readonly subject: CopySubject
  readonly search: JobsSearch
  readonly filter: ListFilter
  readonly order: ListOrder
  /** Rows that are loaded. */
  readonly rows: readonly (Job | undefined)[]
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  /** The row the keyboard goes on from, where it was in the list. */
  readonly returnTo: (button: HTMLElement) => HTMLElement | null
}

/** More ids than this are not gathered for a clipboard. */
const MOST_IDS = 5000

/** Copies what is selected or shown, as a link, as data, or as a command that gives the same. */
export function CopyMenu({ subject, search, filter, order, rows, open, onOpenChange, returnTo }: CopyMenuProps) {
  const client = useClient()
  const clock = useCoreClock()
  const toast = useToast()
  const status = useQuery(statusQuery(client)).data
  const reach = {
    origin: status?.console_url ?? location.origin,
    home: status?.core.home ?? '',
    command: status?.core.command ?? 'interlock',
  }
  const loaded = rows.filter((job) => job !== undefined)
  const asked = (): JobFilter => coreFilter(filter, clock.now())

  const copy = (what: string, text: string | Promise<string>) =>
    void Promise.resolve(text)
      .then((ready) => navigator.clipboard.writeText(ready))
      .then(() => toast({ text: `${what} copied` }))
  const allIds = async () => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await client.jobs.list({ filter: asked(), order, limit: 200, ...(cursor && { cursor }) })
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined && ids.length < MOST_IDS)
    const { except } = subject.of === 'all' ? subject : { except: new Set<string>() }
    return ids.filter((id) => !except.has(id)).join('\n')
  }
  const json = async () => {
    if (subject.of !== 'jobs') return pretty({ filter: asked(), order, items: loaded })
    const answers = await Promise.all(subject.ids.map((id) => client.jobs.get({ id })))
    return pretty(answers.length === 1 ? answers[0] : answers)
  }
  const items: MenuItem[] =
    subject.of === 'jobs'
      ? [
          {
            label: subject.ids.length === 1 ? 'Link' : 'Links',
            onSelect: () =>
              copy(
                plural(subject.ids.length, 'Link'),
                subject.ids.map((id) => `${location.origin}/jobs/${id}`).join('\n'),
              ),
          },
          {
            label: subject.ids.length === 1 ? 'Id' : 'Ids',
            onSelect: () => copy(plural(subject.ids.length, 'Id'), subject.ids.join('\n')),
          },
          { label: 'JSON', onSelect: () => copy('JSON', json()) },
          {
            label: 'CLI command',
            onSelect: () => copy('Command', subject.ids.map((id) => jobCommand(id, reach)).join('\n')),
          },
          {
            label: 'curl',
            onSelect: () => copy('curl command', subject.ids.map((id) => jobCurl(id, reach)).join('\n')),
          },
        ]
      : [
          { label: 'Link to this list', onSelect: () => copy('Link', `${location.origin}${searchLink(search)}`) },
          {
            label: `Ids of all that match`,
            onSelect: () => copy('Ids', allIds()),
            disabledReason:
              subject.of === 'all' && (subject.count ?? Infinity) > MOST_IDS
                ? 'More than 5,000; use the command.'
                : undefined,
          },
          { label: 'JSON of the loaded rows', onSelect: () => copy('JSON', json()) },
          { label: 'CLI command', onSelect: () => copy('Command', listCommand(search, loaded.length, reach)) },
          { label: 'curl', onSelect: () => copy('curl command', listCurl(asked(), order, loaded.length, reach)) },
        ]
  return (
    <Menu
      label={`Copy ${subjectWords(subject)}`}
      align="start"
      open={open}
      onOpenChange={onOpenChange}
      returnTo={returnTo}
      items={items}
      trigger={
        <Button size="small" look="quiet" hint={<Kbd keys="y" />}>
          Copy
        </Button>
      }
    />
  )
}

function subjectWords(subject: CopySubject): string {
  if (subject.of !== 'jobs') return 'this list'
  const [only] = subject.ids
  return subject.ids.length === 1 && only !== undefined ? `job ${shortId(only)}` : countedJobs(subject.ids.length)
}

function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${count} ${noun.toLowerCase()}s`
}

function pretty(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}
