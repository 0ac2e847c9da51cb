const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': 'Every hour',
  '@daily': 'Every day at 00:00',
  '@midnight': 'Every day at 00:00',
  '@weekly': 'Every Sunday at 00:00',
  '@monthly': 'On day 1 of each month at 00:00',
  '@yearly': 'On 1 January at 00:00',
  '@annually': 'On 1 January at 00:00',
}

/** A cron expression as people say it, where there are words for it; else the expression itself. */
export function cronWords(expression: string): string {
  const asked = expression.trim()
  const fields = asked.split(/\s+/)
  const [second = '0', minute = '', hour = '', day = '', month = '', weekday = ''] =
    fields.length === 6 ? fields : ['0', ...fields]
  const time = timeWords(second, minute, hour)
  const days = dayWords(day, month, weekday)
  const nickname = NICKNAMES[asked.toLowerCase()]
  if (nickname !== undefined) return nickname
  if (time === undefined || days === undefined || fields.length < 5) return `On the pattern ${asked}`
  const { words, isOften } = time
  if (isOften) return days === '' ? words : `${words}, ${days.charAt(0).toLowerCase()}${days.slice(1)}`
  return `${days === '' ? 'Every day' : days} ${words}`
}

interface TimeWords {
  readonly words: string
  /** It says how often; otherwise, at which time of the day. */
  readonly isOften: boolean
}

function timeWords(second: string, minute: string, hour: string): TimeWords | undefined {
  const often = (words: string): TimeWords => ({ words, isOften: true })
  if (second !== '0') {
    if (minute !== '*' || hour !== '*') return undefined
    const step = stepOf(second)
    return step === undefined ? undefined : often(step === 1 ? 'Every second' : `Every ${step} seconds`)
  }
  const minuteStep = stepOf(minute)
  const hourStep = stepOf(hour)
  if (minuteStep !== undefined) {
    const every = minuteStep === 1 ? 'Every minute' : `Every ${minuteStep} minutes`
    if (hourStep === 1) return often(every)
    const range = /^(\d+)-(\d+)$/.exec(hour)
    if (range) return often(`${every} from ${two(range[1])}:00 to ${two(range[2])}:59`)
    return isNumber(hour) ? often(`${every} from ${two(hour)}:00 to ${two(hour)}:59`) : undefined
  }
  const minutes = numbersOf(minute)
  if (minutes === undefined) return undefined
  if (hourStep !== undefined) {
    const every = hourStep === 1 ? 'Every hour' : `Every ${hourStep} hours`
    const [only] = minutes
    return often(minutes.length === 1 && only === 0 ? every : `${every} at minute ${listed(minutes.map(String))}`)
  }
  const range = /^(\d+)-(\d+)$/.exec(hour)
  const [only] = minutes
  if (range && minutes.length === 1 && only !== undefined)
    return often(`Every hour from ${two(range[1])}:${two(only)} to ${two(range[2])}:${two(only)}`)
  const hours = numbersOf(hour)
  if (hours === undefined || hours.length * minutes.length > 8) return undefined
  const times = hours.flatMap((each) => minutes.map((at) => `${two(each)}:${two(at)}`))
  return { words: `at ${listed(times)}`, isOften: false }
}

/** Empty where every day is meant. */
function dayWords(day: string, month: string, weekday: string): string | undefined {
  const inMonths = month === '*' ? '' : namesOf(month, MONTHS, 1)
  const onWeekdays = weekday === '*' || weekday === '?' ? '' : weekdayWords(weekday)
  const onDays = day === '*' || day === '?' ? '' : monthDays(day)
  if (inMonths === undefined || onWeekdays === undefined || onDays === undefined) return undefined
  // Where both are given, either is enough.
  const parts = [
    onDays && `on ${onDays}${inMonths === '' ? ' of each month' : ''}`,
    onWeekdays && `every ${onWeekdays}`,
  ]
  const said = parts.filter((part) => part !== '').join(' and ')
  const whole = [said === '' && inMonths !== '' ? 'every day' : said, inMonths && `in ${inMonths}`].filter(
    (part) => part !== '',
  )
  const words = whole.join(' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

function monthDays(field: string): string | undefined {
  if (field === 'L') return 'the last day'
  const days = numbersOf(field)
  return days === undefined ? undefined : `${days.length === 1 ? 'day' : 'days'} ${listed(days.map(String))}`
}

function weekdayWords(field: string): string | undefined {
  const nth = /^([0-7])#([1-5])$/.exec(field)
  const last = /^([0-7])L$/.exec(field)
  const name = DAYS[Number(nth?.[1] ?? last?.[1]) % 7]
  if (nth && name !== undefined)
    return `${['first', 'second', 'third', 'fourth', 'fifth'][Number(nth[2]) - 1]} ${name} of the month`
  if (last && name !== undefined) return `last ${name} of the month`
  const range = /^([0-7A-Za-z]+)-([0-7A-Za-z]+)$/.exec(field)
  if (range) {
    const ends = [range[1], range[2]].map((each) => nameOf(each ?? '', DAYS, 0))
    return ends.includes(undefined) ? undefined : `day from ${ends[0]} to ${ends[1]}`
  }
  return namesOf(field, DAYS, 0)
}

function namesOf(field: string, names: readonly string[], first: number): string | undefined {
  const each = field.split(',').map((part) => nameOf(part, names, first))
  const known = each.filter((name) => name !== undefined)
  return known.length === each.length ? listed(known) : undefined
}

function nameOf(part: string, names: readonly string[], first: number): string | undefined {
  if (isNumber(part)) return names[(Number(part) - first) % names.length]
  return part.length === 3 ? names.find((name) => name.slice(0, 3).toLowerCase() === part.toLowerCase()) : undefined
}

function stepOf(field: string): number | undefined {
  if (field === '*') return 1
  const step = /^\*\/([1-9]\d?)$/.exec(field)
  return step ? Number(step[1]) : undefined
}

function numbersOf(field: string): number[] | undefined {
  const parts = field.split(',')
  return parts.every(isNumber) ? parts.map(Number) : undefined
}

function isNumber(part: string): boolean {
  return /^\d{1,2}$/.test(part)
}

function two(value: number | string | undefined): string {
  return String(value ?? '').padStart(2, '0')
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
