export { writePrivate } from './private-files.ts'
export { createServer, createSocketServer, type CreateServerOptions, type Server } from './server.ts'
