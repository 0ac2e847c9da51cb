import { built } from '../support/built.ts'

// The built worker, whose main thread never comes back from its work.
setTimeout(() => {
  for (;;);
}, 500)
await import(built.workerEntry)
