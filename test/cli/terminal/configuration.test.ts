import test from 'ava'
import { withConfiguration } from '../../../cli/terminal/configuration.ts'

test('the configuration comes from the words, wherever it stands, else from the environment', (t) => {
  const chosen = (line: string, environment = {}) =>
    withConfiguration(line.split(' '), environment)['DROPBOX_CONFIG']
  t.is(chosen('status'), undefined)
  t.is(chosen('--config work status'), 'work')
  t.is(chosen('status --config=work'), 'work')
  t.is(chosen('status', { DROPBOX_CONFIG: 'home' }), 'home')
  t.is(chosen('status --config work', { DROPBOX_CONFIG: 'home' }), 'work')
  t.is(chosen('exclude add -- --config work'), undefined)
})

test('a name that is missing is told', (t) => {
  for (const line of ['status --config', '--config --json status', 'status --config='])
    t.throws(() => withConfiguration(line.split(' '), {}), { code: 'usage' }, line)
})
