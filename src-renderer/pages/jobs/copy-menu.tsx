import type { Job } from '#schemas'
import type { JobFilter } from '#schemas/contract'
import { shortId } from '#schemas/format'
import { coreFilter, type ListFilter } from '#schemas/filter'
import { countedJobs } from '#schemas/texts'
import { NO_HTTP, problemOf, type Rest, useAddresses, useClient, useCommand, useRest } from '../../app/index.ts'
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
const TOO_MANY = 'More than 5,000; use the command.'

/** Copies what is selected or shown, as a link, as data, or as a command that gives the same. */
export function CopyMenu({ subject, search, filter, order, rows, open, onOpenChange, returnTo }: CopyMenuProps) {
  const client = useClient()
  const clock = useCoreClock()
  const toast = useToast()
  const command = useCommand()
  const addresses = useAddresses()
  const rest = useRest()
  const curl = (text: (from: Rest) => string) => ({
    label: 'curl',
    onSelect: () => rest !== undefined && void copy('curl command', text(rest)),
    disabledReason: rest === undefined ? NO_HTTP : undefined,
  })
  const loaded = rows.filter((job) => job !== undefined)
  const asked = (): JobFilter => coreFilter(filter, clock.now())

  const copy = async (what: string, text: string | Promise<string | undefined>) => {
    try {
      const ready = await text
      if (ready === undefined) return toast({ text: `Nothing was copied. ${TOO_MANY}`, trouble: true })
      await navigator.clipboard.writeText(ready)
      toast({ text: `${what} copied` })
    } catch (error) {
      toast({ text: `Nothing was copied. ${problemOf(error).what}`, trouble: true })
    }
  }
  /** Undefined where there are too many: some of them would be taken for all. */
  const allIds = async () => {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await client.jobs.list({ filter: asked(), order, limit: 200, ...(cursor && { cursor }) })
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor ?? undefined
      if (ids.length > MOST_IDS) return undefined
    } while (cursor !== undefined)
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
              void copy(plural(subject.ids.length, 'Link'), subject.ids.map((id) => addresses.job(id)).join('\n')),
          },
          {
            label: subject.ids.length === 1 ? 'Id' : 'Ids',
            onSelect: () => void copy(plural(subject.ids.length, 'Id'), subject.ids.join('\n')),
          },
          { label: 'JSON', onSelect: () => void copy('JSON', json()) },
          {
            label: 'CLI command',
            onSelect: () => void copy('Command', subject.ids.map((id) => jobCommand(id, command)).join('\n')),
          },
          curl((from) => subject.ids.map((id) => jobCurl(id, from)).join('\n')),
        ]
      : [
          {
            label: 'Link to this list',
            onSelect: () => void copy('Link', `${addresses.http}${searchLink(search)}`),
            disabledReason: addresses.http === undefined ? NO_HTTP : undefined,
          },
          {
            label: `Ids of all that match`,
            onSelect: () => void copy('Ids', allIds()),
            disabledReason: subject.of === 'all' && (subject.count ?? Infinity) > MOST_IDS ? TOO_MANY : undefined,
          },
          { label: 'JSON of the loaded rows', onSelect: () => void copy('JSON', json()) },
          { label: 'CLI command', onSelect: () => void copy('Command', listCommand(search, loaded.length, command)) },
          curl((from) => listCurl(asked(), order, loaded.length, from)),
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
