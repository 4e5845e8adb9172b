import { describe, expect, test } from 'vitest';
import { firstCommands } from '../../cli/init/first-commands.ts';
import { envText, KINDS } from '../../cli/init/setup.ts';

test('a secret with a quotation mark is written so that a shell reads it', () => {
  const setup = {
    kind: KINDS[0] ?? 'persagy',
    name: 'cq',
    models: '.',
    answers: new Map([['password', `a'b"c$d\`e\\f`]]),
  };
  expect(envText(setup)).toBe('CQ_PASSWORD="a\'b\\"c\\$d\\`e\\\\f"\n');
});

describe('the first commands', () => {
  const setup = { kind: KINDS[0] ?? 'persagy', name: 'cq', models: './models', answers: new Map<string, string>() };

  test('are for a POSIX shell, whatever the names are', () => {
    expect(firstCommands(setup, { env: '.modelrail.env' }, 'linux')[1]).toBe(
      '  set -a; . ./.modelrail.env; set +a; modelrail dev',
    );
    const named = { env: "my site's/.modelrail.env", config: "my site's/cq.yaml" };
    expect(firstCommands(setup, named, 'linux')[1]).toBe(
      String.raw`  set -a; . 'my site'\''s/.modelrail.env'; set +a; modelrail dev --config 'my site'\''s/cq.yaml'`,
    );
  });

  test('are for PowerShell on Windows', () => {
    expect(firstCommands(setup, { env: String.raw`my site's\.modelrail.env` }, 'win32')[1]).toBe(
      String.raw`  Get-Content -Encoding utf8 'my site''s\.modelrail.env' | ForEach-Object { $name, $value = $_ -split '=', 2; if ($value[0] -eq '"') { $value = $value -replace '\\(.)', '$1' }; Set-Item env:$name ($value -replace '^.|.$') }; modelrail dev`,
    );
  });

  test('call a platform that takes no files', () => {
    expect(firstCommands({ ...setup, kind: 'persagy', name: 'ops' }, { env: '.modelrail.env' }, 'linux')).toContain(
      '  modelrail call ops',
    );
  });
});
