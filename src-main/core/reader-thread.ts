import module from 'node:module'

// A thread finds what was kept compiled only if it asks for that itself, before it loads what it needs.
if (process.env['NODE_COMPILE_CACHE'] !== undefined) module.enableCompileCache()
await import('./reader-tasks.ts')
