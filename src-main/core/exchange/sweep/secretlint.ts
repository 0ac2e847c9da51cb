/** A place in a text that a rule of secretlint takes for a secret. */
export interface Hit {
  readonly from: number
  readonly to: number
  readonly rule: string
}

const PRESET = '@secretlint/secretlint-rule-preset-recommend'

/** Loaded with the first export: every start of the core would pay for it otherwise. */
async function load() {
  const [{ lintSource }, { creator }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ])
  return { lintSource, config: { rules: [{ id: PRESET, rule: creator }] } }
}
let loaded: ReturnType<typeof load> | undefined

/** What the recommended rules of secretlint find. Their messages hold the secret, so only places and names leave here. */
export async function secretlintHits(content: string): Promise<Hit[]> {
  const { lintSource, config } = await (loaded ??= load())
  const { messages } = await lintSource({
    source: { filePath: 'export.txt', content, contentType: 'text' },
    options: { config, noPhysicFilePath: true },
  })
  return messages.map(({ range: [from, to], ruleId }) => ({
    from,
    to,
    rule: ruleId.replace('@secretlint/secretlint-rule-', ''),
  }))
}
