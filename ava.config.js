export default {
  extensions: ['ts'],
  files: ['test/**/*.test.ts'],
  // Real programs are started by many of these tests; more at once than cores only makes each slower.
  concurrency: 3,
  timeout: '3m',
}
