export { type ConsoleFile, createConsoleFinder } from './console-files.ts'
export { writePrivate } from './private-files.ts'
export { createServer, createSocketServer, type CreateServerOptions, type Server } from './server.ts'
