/**
 * One line that says what is going on: rewritten in place on a terminal, a few plain lines elsewhere. It goes to
 * stderr, because stdout belongs to the command.
 * @param {string} title
 * @param {() => string} [detail] asked again whenever the line is redrawn
 */
export function startProgress(title, detail = () => '') {
  const out = process.stderr
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  const line = () => [title, detail(), `${seconds()} s`].filter((part) => part !== '').join(' · ')
  if (!out.isTTY) out.write(`${title}\n`)
  const timer = setInterval(
    () => (out.isTTY ? out.write(`\r${line()}\u001b[K`) : out.write(`${line()}\n`)),
    out.isTTY ? 250 : 15_000,
  )
  return {
    /** @param {string} outcome */
    end(outcome) {
      clearInterval(timer)
      out.write(`${out.isTTY ? '\r' : ''}${outcome} (${seconds()} s)${out.isTTY ? '\u001b[K' : ''}\n`)
    },
  }
}
