/** Tests by programs that are not ours: `npm run test:clients`. */
export default {
  extensions: ['ts'],
  files: ['test/clients/**/*.clients.ts'],
  concurrency: 2,
  timeout: '5m',
}
