/** What a page asks for, as the application's filter sees it. */
export interface RequestDetails {
  readonly id: number
  readonly url: string
  readonly method: string
  readonly resourceType: string
  readonly webContentsId: number
}

type Headers = Record<string, string[]>
type Decide<Details, Answer> = (details: Details, callback: (answer: Answer) => void) => void
type Filter = { urls: string[] } | null

/** One filter for each moment, as in Electron: the last one set. */
function moment<Details extends RequestDetails, Answer extends object>() {
  let current: Decide<Details, Answer> | null = null
  let urls: string[] = []
  return {
    set(...args: [Filter, Decide<Details, Answer> | null] | [Decide<Details, Answer> | null]) {
      current = args.length === 2 ? args[1] : args[0]
      urls = args.length === 2 ? (args[0]?.urls ?? []) : []
    },
    ask: (details: Details) =>
      current === null || !applies(urls, details.url)
        ? Promise.resolve<Partial<Answer>>({})
        : new Promise<Partial<Answer>>((resolve) => current?.(details, (answer) => resolve(answer ?? {}))),
  }
}

/** Chromium's match patterns, as far as `*` and `<all_urls>` go. */
function applies(patterns: string[], url: string): boolean {
  if (patterns.length === 0 || patterns.includes('<all_urls>')) return true
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    return new RegExp(`^${parts.join('.*')}$`, 's').test(url)
  })
}

const beforeRequest = moment<RequestDetails, { cancel?: boolean }>()
const headersReceived = moment<
  RequestDetails & { statusCode: number; responseHeaders: Headers },
  { cancel?: boolean; responseHeaders?: Headers }
>()

export const webRequest = { onBeforeRequest: beforeRequest.set, onHeadersReceived: headersReceived.set }

/** The same, for who serves the requests. */
export const filters = { beforeRequest: beforeRequest.ask, headersReceived: headersReceived.ask }
