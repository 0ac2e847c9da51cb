/**
 * Makes of `work` something that runs once at a time however often it is asked for, and once more when it was asked for
 * meanwhile. The promise is of the last of these runs.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined
  let again = false

  async function run(): Promise<void> {
    try {
      do {
        again = false
        await work()
      } while (again)
    } finally {
      current = undefined
    }
  }

  return () => {
    again = current !== undefined
    return (current ??= run())
  }
}
