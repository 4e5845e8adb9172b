import { describe, expect, test } from 'vitest';
import { programName, wrapCommand } from '../../cli/render/command-lines.ts';

describe('a command to copy', () => {
  const parts = ['npx modelrail ingest MODEL.ifc', '--platform cq', '--project-name House', '--project-code H-1'];

  test('breaks between its options only, in a way that a shell takes', () => {
    expect(wrapCommand(parts, 48)).toEqual([
      'npx modelrail ingest MODEL.ifc --platform cq \\',
      '  --project-name House --project-code H-1',
    ]);
    expect(wrapCommand(parts, undefined)).toEqual([parts.join(' ')]);
  });

  test('is called as this one was', () => {
    expect(programName({ npm_command: 'exec' })).toBe('npx modelrail');
    expect(programName({})).toBe('modelrail');
  });
});
